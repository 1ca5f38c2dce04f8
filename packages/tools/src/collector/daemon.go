package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"go.yaml.in/yaml/v3"
)

// The configuration file of the X-Ray daemon, with all of its keys, in the spelling of its version 2:
// https://docs.aws.amazon.com/xray/latest/devguide/xray-daemon-configuration.html
type daemonConfig struct {
	Version           int    `yaml:"Version"`
	TotalBufferSizeMB int    `yaml:"TotalBufferSizeMB"`
	Concurrency       int    `yaml:"Concurrency"`
	Region            string `yaml:"Region"`
	Endpoint          string `yaml:"Endpoint"`
	RoleARN           string `yaml:"RoleARN"`
	ResourceARN       string `yaml:"ResourceARN"`
	LocalMode         bool   `yaml:"LocalMode"`
	NoVerifySSL       bool   `yaml:"NoVerifySSL"`
	ProxyAddress      string `yaml:"ProxyAddress"`
	Socket            struct {
		UDPAddress string `yaml:"UDPAddress"`
		TCPAddress string `yaml:"TCPAddress"`
	} `yaml:"Socket"`
	Logging struct {
		LogLevel    string `yaml:"LogLevel"`
		LogPath     string `yaml:"LogPath"`
		LogRotation bool   `yaml:"LogRotation"`
	} `yaml:"Logging"`
}

// Started the way that the X-Ray daemon is (`-c FILE -b UDP -t TCP`), the collector does what the file says. So the chart's
// configuration of the daemon runs where the daemon itself can't be had.
func isDaemon(args []string) bool {
	return len(args) > 0 && args[0] == "-c"
}

// The variable that the configuration is handed over in: the container has no place to write a file.
const configVariable = "PMP_XRAY_COLLECTOR_CONFIG"

// daemonArgs makes the collector's own arguments of the daemon's.
func daemonArgs(args []string) ([]string, error) {
	flags := flag.NewFlagSet("xray", flag.ContinueOnError)
	file := flags.String("c", "", "configuration file")
	udp := flags.String("b", "", "UDP address; wins over the file's")
	tcp := flags.String("t", "", "TCP address; wins over the file's")
	if err := flags.Parse(args); err != nil {
		return nil, err
	}
	text, err := os.ReadFile(*file)
	if err != nil {
		return nil, err
	}
	config, err := parseDaemonConfig(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", *file, err)
	}
	if *udp != "" {
		config.Socket.UDPAddress = *udp
	}
	if *tcp != "" {
		config.Socket.TCPAddress = *tcp
	}
	translated, err := yaml.Marshal(config.collector())
	if err != nil {
		return nil, err
	}
	if err := os.Setenv(configVariable, string(translated)); err != nil {
		return nil, err
	}
	return []string{"--config=env:" + configVariable}, nil
}

// As the daemon, it takes no unknown key and no file without a version.
func parseDaemonConfig(text []byte) (daemonConfig, error) {
	var config daemonConfig
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	decoder.KnownFields(true)
	if err := decoder.Decode(&config); err != nil && !errors.Is(err, io.EOF) {
		return config, err
	}
	if config.Version != 1 && config.Version != 2 {
		return config, fmt.Errorf("Version must be 1 or 2, got %d", config.Version)
	}
	return config, nil
}

var logLevels = map[string]string{"dev": "debug", "debug": "debug", "info": "info", "prod": "info", "warn": "warn", "error": "error", "prod-error": "error"}

func (config daemonConfig) collector() map[string]any {
	proxy := map[string]any{"endpoint": config.Socket.TCPAddress, "region": config.Region, "local_mode": config.LocalMode}
	exporter := map[string]any{"region": config.Region, "local_mode": config.LocalMode}
	if config.Endpoint != "" {
		proxy["aws_endpoint"] = config.Endpoint
		exporter["endpoint"] = config.Endpoint
	}
	if config.RoleARN != "" {
		proxy["role_arn"] = config.RoleARN
		exporter["role_arn"] = config.RoleARN
	}
	receiver := map[string]any{"endpoint": config.Socket.UDPAddress, "transport": "udp", "proxy_server": proxy}
	level, known := logLevels[config.Logging.LogLevel]
	if !known {
		// The daemon's level is case-sensitive; one that it does not know means the most detailed logging.
		level = "debug"
	}
	pipelines := map[string]any{"traces": map[string]any{
		"receivers": []string{"awsxray"}, "processors": []string{"batch"}, "exporters": []string{"awsxray"},
	}}
	return map[string]any{
		"receivers":  map[string]any{"awsxray": receiver},
		"processors": map[string]any{"batch": map[string]any{"timeout": "1s", "send_batch_size": 50}},
		"exporters":  map[string]any{"awsxray": exporter},
		"service": map[string]any{
			"telemetry": map[string]any{"logs": map[string]any{"level": level}},
			"pipelines": pipelines,
		},
	}
}
