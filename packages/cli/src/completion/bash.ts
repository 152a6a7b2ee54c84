/** The completion script for bash. It only takes the line apart; what fits is asked of `provost __complete`. */
export const BASH_SCRIPT = String.raw`# bash completion for provost. Use it with: source <(provost completion bash)
_provost() {
  # Readline breaks words at ":" and "=", which class names and values hold; put them together again as the line has them.
  local line=${'${COMP_LINE:0:COMP_POINT}'} token i
  local -a words=()
  for ((i = 0; i <= COMP_CWORD; i++)); do
    token=${'${COMP_WORDS[i]}'}
    if ((i == 0)) || [[ $line == [[:blank:]]* ]]; then
      line=${'${line#"${line%%[![:blank:]]*}"}'}
      ((i == COMP_CWORD)) && token=$line
      words+=("$token")
    else
      ((i == COMP_CWORD)) && token=$line
      words[${'${#words[@]}'} - 1]+=$token
    fi
    line=${'${line#"$token"}'}
  done

  local current=${'${words[${#words[@]} - 1]}'} command=$1
  [[ $command == "~"* ]] && command=provost
  local -a lines=()
  local IFS=$'\n'
  lines=($("$command" __complete -- "${'${words[@]:1}'}" 2>/dev/null)) || return
  ((${'${#lines[@]}'} == 0)) && return
  local directive=${'${lines[${#lines[@]} - 1]}'}
  unset "lines[${'${#lines[@]}'} - 1]"

  # What lies before the last break is on the line already.
  local breaks="" before=""
  [[ $COMP_WORDBREAKS == *:* ]] && breaks+=":"
  [[ $COMP_WORDBREAKS == *=* ]] && breaks+="="
  [[ -n $breaks ]] && before=${'${current%"${current##*[$breaks]}"}'}

  COMPREPLY=()
  for token in "${'${lines[@]}'}"; do
    token=${'${token%%$\'\\t\'*}'}
    COMPREPLY+=("${'${token#"$before"}'}")
  done
  case $directive in
    :files) compopt -o filenames 2>/dev/null; COMPREPLY+=($(compgen -f -- "${'${current##*=}'}")) ;;
    :folders) compopt -o filenames 2>/dev/null; COMPREPLY+=($(compgen -d -- "${'${current##*=}'}")) ;;
    :nospace) compopt -o nospace 2>/dev/null ;;
  esac
}
complete -F _provost provost
`;
