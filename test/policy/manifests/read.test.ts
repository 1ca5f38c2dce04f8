import assert from "node:assert/strict";
import { readManifests } from "../../../policy/manifests/read.ts";

const TEXT = `# A comment.
apiVersion: v1
kind: ConfigMap
metadata:
  name: one
  namespace: shop
data:
  a.b: |
    text
  list: x
---
---
# Another.
apiVersion: apps/v1
kind: Deployment
metadata: { name: two }
spec:
  template:
    spec:
      containers:
        - name: app
          image: app:1
        - name: more
          securityContext:
            privileged: true
---
apiVersion: v1
kind: ConfigMapList
items:
  - apiVersion: v1
    kind: ConfigMap
    metadata: { name: three }
    data: { key: value }
`;

describe("manifests", () => {
  const { objects, problems } = readManifests("a.yaml", TEXT);

  it("hold objects with file, document, kind, namespace and name; a List holds its own", () => {
    assert.deepEqual(problems, []);
    assert.deepEqual(
      objects.map(({ file, document, kind, namespace, name }) => [file, document, kind, namespace, name]),
      [
        ["a.yaml", 1, "ConfigMap", "shop", "one"],
        ["a.yaml", 3, "Deployment", undefined, "two"],
        ["a.yaml", 4, "ConfigMap", undefined, "three"],
      ],
    );
  });

  it("tell the line of a path; of what is above it where the path doesn't exist", () => {
    const lines: readonly (readonly [object: number, path: string | undefined, line: number])[] = [
      [0, undefined, 2],
      [0, "metadata.name", 5],
      [0, 'data["a.b"]', 8],
      [0, "data.missing", 7],
      [0, "nothing.here", 2],
      [1, undefined, 14],
      [1, "spec.template.spec.containers[0].image", 22],
      [1, "spec.template.spec.containers[1].securityContext.privileged", 25],
      [1, "spec.template.spec.containers[1].image", 23],
      [1, "spec.template.spec.containers[7].image", 20],
      [2, undefined, 30],
      [2, 'data["key"]', 33],
    ];
    for (const [index, path, line] of lines) assert.equal(objects[index]!.lineOf(path), line, path);
  });

  it("say everything that is wrong with them, with its location", () => {
    const bad = "kind: Pod\n---\n- 1\n---\na: [\n---\napiVersion: v1\nkind: List\nitems: [1]\n---\na: *gone\n";
    const read = readManifests("b.yaml", bad);
    assert.deepEqual(read.objects, []);
    assert.deepEqual(read.problems.slice(0, 2), [
      "b.yaml:1, document 1: this is not an object of Kubernetes: it has no kind or no apiVersion.",
      "b.yaml:3, document 2: this is not an object of Kubernetes: it is no object.",
    ]);
    assert.match(read.problems[2]!, /^b\.yaml, document 3: this is not YAML: .+ at line \d+/);
    assert.equal(read.problems[3], "b.yaml:9, document 4: this is not an object of Kubernetes: it is no object.");
    assert.match(read.problems[4]!, /^b\.yaml, document 5: this is not YAML: /);
    assert.equal(read.problems.length, 5);
  });

  it("are not unfolded without end", () => {
    const levels = Array.from({ length: 9 }, (_, level) => `l${level + 1}: &l${level + 1} [`);
    const bomb = ["l0: &l0 [x]", ...levels.map((line, level) => `${line}${`*l${level}, `.repeat(9)}]`)].join("\n");
    const { problems: found } = readManifests("bomb.yaml", `apiVersion: v1\nkind: Pod\n${bomb}\n`);
    assert.deepEqual(found.length, 1);
    assert.match(found[0]!, /^bomb\.yaml, document 1: this is not YAML: Excessive alias count/);
  });

  it("may be nothing at all", () => {
    for (const text of ["", "\n", "# only a comment\n", "---\n---\n", "null\n"]) {
      assert.deepEqual(readManifests("c.yaml", text), { objects: [], problems: [] }, JSON.stringify(text));
    }
  });

  it("have what merge keys bring in, in maps and in lists, as kubectl reads them", () => {
    const text = `
defaults: &host { hostNetwork: true, hostPID: true }
apiVersion: v1
kind: Pod
metadata: { name: merged }
spec:
  <<: [*host, { hostIPC: true }]
  hostPID: false
  containers:
    - &base { name: one, securityContext: { privileged: true } }
    - <<: *base
      name: two
`;
    const { objects, problems } = readManifests("a.yaml", text);
    assert.deepEqual(problems, []);
    assert.deepEqual(objects[0]?.resource.props.spec, {
      hostNetwork: true,
      hostIPC: true,
      hostPID: false,
      containers: [
        { name: "one", securityContext: { privileged: true } },
        { name: "two", securityContext: { privileged: true } },
      ],
    });
  });

  it("that are no UTF-8 are named as such", () => {
    const { objects, problems } = readManifests("a.yaml", Buffer.from("kind: Pod", "utf16le").toString());
    assert.deepEqual([objects.length, problems.length], [0, 1]);
    assert.match(problems[0] ?? "", /UTF-16.*Save it as UTF-8/);
  });
});
