import { candidates } from "../completion/candidates.ts";
import type { Define } from "./invocation.ts";

export const define: Define = (command, invocation) => {
  command
    .argument("[WORD...]", "after --: the words after pmp-xray; the last one is completed")
    .action(async (words) => {
      const { parent } = command;
      if (parent === null) return;
      const found = await candidates(parent, words, invocation);
      invocation.print(found.map(({ word, about }) => `${word}\t${about}\n`).join(""));
    });
};
