import { restrictedVolumeTypes } from "../../../policy/kubernetes/restricted-volume-types.ts";
import { describePolicy } from "./support/policy.ts";

describePolicy(restrictedVolumeTypes, {
  bad: [
    {
      urn: "Deployment shop/api",
      path: "spec.template.spec.volumes[0].hostPath",
      message:
        'Volume "docker": its source is hostPath; allowed: "configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "image", "persistentVolumeClaim", "projected" or "secret".',
    },
    {
      urn: "Deployment shop/api",
      path: "spec.template.spec.volumes[1].nfs",
      message:
        'Volume "shared": its source is nfs; allowed: "configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "image", "persistentVolumeClaim", "projected" or "secret".',
    },
    {
      urn: "Deployment shop/api",
      path: "spec.template.spec.volumes[2]",
      message:
        'Volume "nothing": it has no source; allowed: "configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "image", "persistentVolumeClaim", "projected" or "secret".',
    },
  ],
  unknownAt: "spec.template.spec.volumes[0].hostPath",
});
