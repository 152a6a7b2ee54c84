/** The completion script for zsh. What fits is asked of `provost __complete`. */
export const ZSH_SCRIPT = String.raw`#compdef provost
# zsh completion for provost. Put it in a folder of $fpath as _provost, or use it with: source <(provost completion zsh)
_provost() {
  local -a lines names
  local line name directive
  lines=("${'${(@f)$("${words[1]}" __complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)}'}")
  directive=${'${lines[-1]}'}
  lines=("${'${(@)lines[1,-2]}'}")
  for line in "${'${(@)lines}'}"; do
    [[ -z $line ]] && continue
    name=${'${line%%$\'\\t\'*}'}
    names+=("${'${name//:/\\\\:}'}:${'${line#*$\'\\t\'}'}")
  done
  case $directive in
    :files) _files ;;
    :folders) _files -/ ;;
    :nospace) (($#names)) && _describe -V provost names -S '' ;;
    *) (($#names)) && _describe -V provost names ;;
  esac
}
if [[ "$funcstack[1]" == _provost ]]; then
  _provost "$@"
else
  compdef _provost provost
fi
`;
