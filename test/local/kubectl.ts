import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { script, temporaryFolder } from "../packages/tools/support.ts";

/** One run of the fake: its arguments, and what it was given on standard input where `--filename -` says so. */
export interface KubectlCall {
  readonly args: readonly string[];
  readonly input: string;
}

/** What the fake does when its arguments, joined by blanks, contain `when`; the first that fits counts. */
export interface KubectlAnswer {
  readonly when: string;
  readonly stdout?: string;
  readonly stderr?: string;
  readonly exitCode?: number;
}

export interface FakeKubectl {
  /** The executable. */
  readonly file: string;
  /** The runs so far, in order. */
  calls(): KubectlCall[];
}

/** An executable that stands for kubectl: it records each run on disk and answers as it was told. */
export async function fakeKubectl(answers: readonly KubectlAnswer[] = []): Promise<FakeKubectl> {
  const dir = await temporaryFolder();
  const runs = join(dir, "runs");
  mkdirSync(runs);
  const cases = answers.map(({ when, stdout = "", stderr = "", exitCode = 0 }, index) => {
    writeFileSync(join(dir, `${index}.out`), stdout);
    writeFileSync(join(dir, `${index}.err`), stderr);
    return `  *'${when}'*) cat '${dir}/${index}.out'; cat '${dir}/${index}.err' >&2; exit ${exitCode} ;;`;
  });
  const file = await script(
    join(dir, "kubectl"),
    `run='${runs}'/$(date +%s%N)-$$
mkdir "$run"
printf '%s\\0' "$@" > "$run/args"
case " $* " in *" --filename - "*) cat > "$run/input" ;; *) : > "$run/input" ;; esac
case "$*" in
${cases.join("\n")}
esac`,
  );
  const read = (name: string): KubectlCall => ({
    args: readFileSync(join(runs, name, "args"), "utf8")
      .split("\0")
      .slice(0, -1),
    input: readFileSync(join(runs, name, "input"), "utf8"),
  });
  return { file, calls: () => readdirSync(runs).sort().map(read) };
}
