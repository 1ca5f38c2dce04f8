/** A shell whose completion the program can write. */
export type Shell = keyof typeof SCRIPTS;

/** Gets candidates from the program itself; without any, the shell completes file names. */
const SCRIPTS = {
  bash: (
    program: string,
  ) => `# pmp-xray completion for bash. In ~/.bashrc: source <(npx --no-install pmp-xray completion bash)
_pmp_xray() {
  local line
  COMPREPLY=()
  while IFS= read -r line; do
    COMPREPLY+=("\${line%%$'\\t'*}")
  done < <(${program} complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _pmp_xray pmp-xray
# Where pmp-xray is not on PATH, it is this one.
type pmp-xray >/dev/null 2>&1 || pmp-xray() { ${program} "$@"; }
`,
  zsh: (program: string) => `#compdef pmp-xray
# pmp-xray completion for zsh. In ~/.zshrc, after compinit: source <(npx --no-install pmp-xray completion zsh)
_pmp_xray() {
  local -a found
  found=("\${(@f)$(${program} complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  found=("\${(@)found//:/\\\\:}")
  found=("\${(@)found/$'\\t'/:}")
  if [[ -n "\${found[1]}" ]]; then _describe 'pmp-xray' found; else _files; fi
}
compdef _pmp_xray pmp-xray
# Where pmp-xray is not on PATH, it is this one.
whence pmp-xray >/dev/null || pmp-xray() { ${program} "$@"; }
`,
  fish: (
    program: string,
  ) => `# pmp-xray completion for fish. In ~/.config/fish/config.fish: npx --no-install pmp-xray completion fish | source
function __pmp_xray_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    ${program} complete -- $words[2..-1] "$current" 2>/dev/null
end
complete -c pmp-xray -a '(__pmp_xray_complete)'
# Where pmp-xray is not on PATH, it is this one.
if not type -q pmp-xray
    function pmp-xray
        ${program} $argv
    end
end
`,
};

export const SHELLS = Object.keys(SCRIPTS) as readonly Shell[];

/**
 * The script that completes `pmp-xray` in a shell.
 *
 * @param program path of the program's file
 */
export function completionScript(shell: Shell, program: string): string {
  // A quotation mark in the path is written in quotation marks of the other kind: all three shells read that.
  return SCRIPTS[shell](`'${program.replaceAll("'", `'"'"'`)}'`);
}
