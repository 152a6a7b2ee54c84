/** The completion script for fish. What fits is asked of `provost __complete`. */
export const FISH_SCRIPT = String.raw`# fish completion for provost. Put it in ~/.config/fish/completions/provost.fish
function __provost_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l lines ($words[1] __complete -- $words[2..-1] "$current" 2>/dev/null)
    test (count $lines) -gt 0; or return
    set -l directive $lines[-1]
    set -e lines[-1]
    switch $directive
        case :files
            __fish_complete_path "$current"
        case :folders
            __fish_complete_directories "$current"
        case '*'
            test (count $lines) -gt 0; and printf '%s\n' $lines
    end
end
complete -c provost -f -a '(__provost_complete)'
`;
