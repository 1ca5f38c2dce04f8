import assert from "node:assert/strict";
import { denied, missing, typeUnderTest } from "./support.ts";

const clusterArn = "arn:aws:ecs:us-east-1:123456789012:cluster/c";
const definitionArn = "arn:aws:ecs:us-east-1:123456789012:task-definition/api:7";
const serviceArn = "arn:aws:ecs:us-east-1:123456789012:service/c/api";

describe("local/plugins/aws/ecs", () => {
  describe("cluster", () => {
    const cluster = typeUnderTest("aws:ecs/cluster:Cluster");
    const settings = [{ name: "containerInsights", value: "enabled" }];
    const inputs = { name: "c", settings, tags: { team: "a" } };

    it("is made, updated and deleted by its ARN", async () => {
      cluster.answer({ "ecs CreateCluster": { output: { cluster: { clusterArn } } } });
      assert.deepEqual(await cluster.create(inputs), { id: clusterArn, outs: { ...inputs, arn: clusterArn } });
      await cluster.update(clusterArn, inputs, { name: "c", settings, tags: { stage: "b" } });
      await cluster.delete(clusterArn);
      assert.deepEqual(cluster.calls(), [
        { call: "ecs CreateCluster", input: { clusterName: "c", settings, tags: [{ key: "team", value: "a" }] } },
        { call: "ecs UpdateCluster", input: { cluster: clusterArn, settings } },
        { call: "ecs TagResource", input: { resourceArn: clusterArn, tags: [{ key: "stage", value: "b" }] } },
        { call: "ecs UntagResource", input: { resourceArn: clusterArn, tagKeys: ["team"] } },
        { call: "ecs DeleteCluster", input: { cluster: clusterArn } },
      ]);
    });

    it("may be gone already", async () => {
      cluster.answer({ "ecs DeleteCluster": missing.ecs });
      await cluster.delete(clusterArn);
      cluster.answer({ "ecs DeleteCluster": denied });
      await assert.rejects(cluster.delete(clusterArn), /not authorized/);
    });
  });

  it("a cluster's capacity is put, put again, and taken from it", async () => {
    const put = (capacityProviders: string[]) => ({
      call: "ecs PutClusterCapacityProviders",
      input: { cluster: "c", capacityProviders, defaultCapacityProviderStrategy: [] },
    });
    await capacity.create({ clusterName: "c", capacityProviders: ["FARGATE"] });
    await capacity.update(
      "c",
      { clusterName: "c", capacityProviders: ["FARGATE"] },
      { clusterName: "c", capacityProviders: ["FARGATE", "FARGATE_SPOT"] },
    );
    await capacity.delete("c");
    assert.deepEqual(capacity.calls(), [put(["FARGATE"]), put(["FARGATE", "FARGATE_SPOT"]), put([])]);
  });
  const capacity = typeUnderTest("aws:ecs/clusterCapacityProviders:ClusterCapacityProviders");

  describe("task definition", () => {
    const definition = typeUnderTest("aws:ecs/taskDefinition:TaskDefinition");
    const containers = [{ name: "api", image: "api:1", essential: true }];
    const rest = {
      family: "api",
      cpu: "512",
      memory: "1024",
      networkMode: "awsvpc",
      requiresCompatibilities: ["FARGATE"],
      runtimePlatform: { cpuArchitecture: "X86_64", operatingSystemFamily: "LINUX" },
      taskRoleArn: "arn:aws:iam::123456789012:role/task",
      executionRoleArn: "arn:aws:iam::123456789012:role/execution",
    };
    const inputs = { ...rest, containerDefinitions: JSON.stringify(containers) };

    it("is a revision, registered with what the JSON of the containers says, and deregistered", async () => {
      const answer = { output: { taskDefinition: { taskDefinitionArn: definitionArn, revision: 7 } } };
      definition.answer({ "ecs RegisterTaskDefinition": answer });
      const { id, outs } = await definition.create(inputs);
      assert.deepEqual([id, outs.arn, outs.revision], [definitionArn, definitionArn, 7]);
      await definition.delete(definitionArn);
      assert.deepEqual(definition.calls(), [
        { call: "ecs RegisterTaskDefinition", input: { ...rest, containerDefinitions: containers, tags: [] } },
        { call: "ecs DeregisterTaskDefinition", input: { taskDefinition: definitionArn } },
      ]);
    });

    it("is refused where a container has no image", async () => {
      await assert.rejects(definition.create({ ...inputs, containerDefinitions: '[{"name":"api"}]' }), /image/);
      assert.deepEqual(definition.calls(), []);
    });
  });

  describe("service", () => {
    const service = typeUnderTest("aws:ecs/service:Service");
    const inputs = {
      name: "api",
      cluster: clusterArn,
      taskDefinition: definitionArn,
      desiredCount: 1,
      launchType: "FARGATE",
      networkConfiguration: { subnets: ["subnet-1"], securityGroups: ["sg-1"], assignPublicIp: false },
      deploymentMinimumHealthyPercent: 100,
      deploymentMaximumPercent: 200,
      deploymentCircuitBreaker: { enable: true, rollback: true },
      alarms: { alarmNames: ["faults"], enable: true, rollback: true },
      enableEcsManagedTags: true,
      propagateTags: "SERVICE",
      waitForSteadyState: true,
    };
    const body = {
      cluster: clusterArn,
      taskDefinition: definitionArn,
      desiredCount: 1,
      networkConfiguration: {
        awsvpcConfiguration: { subnets: ["subnet-1"], securityGroups: ["sg-1"], assignPublicIp: "DISABLED" },
      },
      deploymentConfiguration: {
        minimumHealthyPercent: 100,
        maximumPercent: 200,
        deploymentCircuitBreaker: { enable: true, rollback: true },
        alarms: { alarmNames: ["faults"], enable: true, rollback: true },
      },
      enableECSManagedTags: true,
      propagateTags: "SERVICE",
    };
    const running = {
      "ecs ListTasks": { output: { taskArns: ["t"] } },
      "ecs DescribeTasks": {
        output: { tasks: [{ group: "service:api", taskDefinitionArn: definitionArn, lastStatus: "RUNNING" }] },
      },
    };
    const changes = () => service.calls().filter(({ call }) => !/ListTasks|DescribeTasks/.test(call));

    it("is made, and is there when its tasks run", async () => {
      service.answer({ ...running, "ecs CreateService": { output: { service: { serviceArn } } } });
      assert.equal((await service.create(inputs)).id, serviceArn);
      assert.deepEqual(changes(), [
        { call: "ecs CreateService", input: { ...body, serviceName: "api", launchType: "FARGATE", tags: [] } },
      ]);
      assert.ok(service.calls().some(({ call }) => call === "ecs DescribeTasks"));
    });

    it("is updated to another revision", async () => {
      service.answer(running);
      await service.update(serviceArn, inputs, { ...inputs, desiredCount: 1, waitForSteadyState: false });
      assert.deepEqual(changes(), [{ call: "ecs UpdateService", input: { ...body, service: "api" } }]);
    });

    it("is deleted when it has no tasks any more, and may be gone already", async () => {
      await service.delete(serviceArn);
      assert.deepEqual(changes(), [
        { call: "ecs UpdateService", input: { cluster: "c", service: "api", desiredCount: 0 } },
        { call: "ecs DeleteService", input: { cluster: "c", service: "api", force: true } },
      ]);
      const gone = { error: "ServiceNotFoundException", message: "Service not found." };
      service.answer({ "ecs UpdateService": gone, "ecs DeleteService": gone });
      await service.delete(serviceArn);
      service.answer({ "ecs UpdateService": denied });
      await assert.rejects(service.delete(serviceArn), /not authorized/);
    });
  });
});
