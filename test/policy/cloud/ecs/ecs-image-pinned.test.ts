import { ecsImagePinned } from "../../../../policy/cloud/ecs/ecs-image-pinned.ts";
import { describePolicy } from "../support/policy.ts";

describePolicy(ecsImagePinned, {
  bad: [
    {
      resource: "moving",
      path: "containerDefinitions[0].image",
      message: "Container api has the image shop:latest, which can change.",
    },
    {
      resource: "none",
      path: "containerDefinitions[0].image",
      message: "Container api has the image registry.example.com:5000/shop, which can change.",
    },
    {
      resource: "agent",
      path: "containerDefinitions[1].image",
      message: "Agent otel has the image mirror.example.com/aws-otel-collector:v0.50.0, without a digest.",
    },
    {
      resource: "cut",
      path: "containerDefinitions[0].image",
      message: "Container api has the image shop@sha256:1234, which can change.",
    },
  ],
  unknown: {
    at: { moving: "containerDefinitions" },
    said: [
      {
        resource: "none",
        path: "containerDefinitions[0].image",
        message: "Container api has the image registry.example.com:5000/shop, which can change.",
      },
      {
        resource: "agent",
        path: "containerDefinitions[1].image",
        message: "Agent otel has the image mirror.example.com/aws-otel-collector:v0.50.0, without a digest.",
      },
      {
        resource: "cut",
        path: "containerDefinitions[0].image",
        message: "Container api has the image shop@sha256:1234, which can change.",
      },
    ],
  },
});
