/** What a shell is given so that it asks "atlink complete" for the words that may stand at the cursor. */

const bash = `# Completion of atlink for bash. Put into ~/.bashrc: source <(atlink completion bash)
_atlink() {
  local IFS=$'\\n'
  COMPREPLY=($(atlink complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
  if [[ \${#COMPREPLY[@]} -eq 1 && \${COMPREPLY[0]} == *= ]]; then compopt -o nospace; fi
}
complete -o default -F _atlink atlink`;

const zsh = `#compdef atlink
# Completion of atlink for zsh. Put into ~/.zshrc, after compinit: source <(atlink completion zsh)
_atlink() {
  local -a found
  found=("\${(@f)$(atlink complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "$found[1]" ]]; then compadd -- "\${found[@]}"; else _files; fi
}
if [[ "$funcstack[1]" == _atlink ]]; then _atlink "$@"; else compdef _atlink atlink; fi`;

const fish = `# Completion of atlink for fish. Put into ~/.config/fish/config.fish: atlink completion fish | source
function __atlink_complete
    set -l words (commandline -opc) (commandline -ct)
    atlink complete -- $words[2..-1] 2>/dev/null
end
complete -c atlink -a '(__atlink_complete)'`;

export const completionScripts = { bash, zsh, fish } as const;

export type Shell = keyof typeof completionScripts;

export const shells = Object.keys(completionScripts) as readonly Shell[];
