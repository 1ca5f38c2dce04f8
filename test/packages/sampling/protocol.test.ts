import assert from "node:assert/strict";
import fc from "fast-check";
import { Reservoir, ReservoirShares } from "../../../packages/sampling/src/protocol.ts";

const NOW = 1_795_348_800;

describe("reservoir", () => {
  function take(reservoir: Reservoir, times: number, at: number): (string | undefined)[] {
    return Array.from({ length: times }, () => reservoir.take(at));
  }

  it("of size 0 gives nothing", () => {
    assert.deepEqual(take(new Reservoir(0), 2, NOW), [undefined, undefined]);
  });

  it("lends one a second while there is no quota, however large it is", () => {
    const reservoir = new Reservoir(50);
    assert.deepEqual(take(reservoir, 3, NOW), ["borrowed", undefined, undefined]);
    assert.deepEqual(take(reservoir, 2, NOW + 0.9), [undefined, undefined]);
    assert.deepEqual(take(reservoir, 2, NOW + 1), ["borrowed", undefined]);
  });

  it("gives the quota each second until it expires, then lends again", () => {
    const reservoir = new Reservoir(50);
    reservoir.setQuota({ quota: 2, until: NOW + 10 });
    assert.deepEqual(take(reservoir, 3, NOW), ["quota", "quota", undefined]);
    assert.deepEqual(take(reservoir, 3, NOW + 9), ["quota", "quota", undefined]);
    assert.deepEqual(take(reservoir, 2, NOW + 10), ["borrowed", undefined]);
  });

  it("gives nothing while its quota is 0", () => {
    const reservoir = new Reservoir(50);
    reservoir.setQuota({ quota: 0, until: NOW + 10 });
    assert.deepEqual(take(reservoir, 1, NOW), [undefined]);
  });

  it("takes many requests as it takes them one by one", () => {
    const steps = fc.array(
      fc.record({ requests: fc.integer({ min: 1, max: 8 }), at: fc.nat(40).map((quarters) => NOW + quarters / 4) }),
    );
    const quota = fc.option(fc.record({ quota: fc.nat(6), until: fc.nat(12).map((seconds) => NOW + seconds) }));
    fc.assert(
      fc.property(fc.nat(3), quota, steps, (size, given, list) => {
        const [one, many] = [new Reservoir(size), new Reservoir(size)];
        if (given) for (const reservoir of [one, many]) reservoir.setQuota(given);
        for (const { requests, at } of list) {
          const taken = take(one, requests, at).filter((how) => how !== undefined);
          assert.equal(many.takeUpTo(requests, at), taken.length);
          assert.ok(taken.every((how) => (how === "borrowed") === many.borrows(at)));
        }
      }),
    );
  });

  it("goes on with the quota and the use of the one that it replaces", () => {
    const [former, reservoir] = [new Reservoir(50), new Reservoir(50)];
    former.setQuota({ quota: 2, until: NOW + 10 });
    former.take(NOW);
    reservoir.adopt(former);
    assert.deepEqual(take(reservoir, 2, NOW), ["quota", undefined]);
  });
});

describe("the shares of a reservoir", () => {
  it("are even parts for those that reported, in whole requests that make up the reservoir", () => {
    fc.assert(
      fc.property(
        fc.nat(50),
        fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 12 }),
        (size, clients) => {
          const quotas = new ReservoirShares<string>(30).report(clients, size, NOW);
          const parts = clients.map((client) => quotas.get(client)!.quota);
          assert.equal(
            parts.reduce((sum, part) => sum + part, 0),
            size,
          );
          assert.ok(Math.max(...parts) - Math.min(...parts) <= 1);
        },
      ),
    );
  });

  it("make up the reservoir as well when each reports in a call of its own", () => {
    const shares = new ReservoirShares<string>(30);
    const round = (at: number): number[] =>
      ["a", "b", "c"].map((client, index) => shares.report([client], 7, at + index).get(client)!.quota);
    round(NOW);
    assert.deepEqual(round(NOW + 10), [3, 2, 2]);
  });

  it("are none for a process that has not reported", () => {
    assert.deepEqual([...new ReservoirShares<string>(30).report(["a"], 5, NOW).keys()], ["a"]);
  });

  it("of a process that is gone go to the others after the time given", () => {
    const shares = new ReservoirShares<string>(30);
    shares.report(["a"], 5, NOW);
    assert.equal(shares.report(["b"], 5, NOW + 30).get("b")?.quota, 2);
    assert.equal(shares.report(["b"], 5, NOW + 31).get("b")?.quota, 5);
  });

  it("hold for five minutes", () => {
    const quotas = new ReservoirShares<string>(30).report(["a"], 5, NOW);
    assert.deepEqual(quotas.get("a"), { quota: 5, until: NOW + 300 });
  });
});
