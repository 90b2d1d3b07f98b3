# SPDX-License-Identifier: GPL-3.0-or-later
# Completes slipwayctl in bash: commands, options, plan files, run ids.
# shellcheck shell=bash

_slipwayctl_commands='plan run resume runs env secret ssh metrics terminal notify demo help'

# The workspace that the line names, as an option.
_slipwayctl_workspace() {
    local i
    for ((i = 1; i < ${#COMP_WORDS[@]} - 1; i++)); do
        [ "${COMP_WORDS[i]}" = --workspace ] && printf '%s\n' --workspace "${COMP_WORDS[i + 1]}"
    done
}

# The run ids of that workspace, or of the one round the current folder.
_slipwayctl_runs() {
    local workspace=()
    mapfile -t workspace < <(_slipwayctl_workspace)
    "${COMP_WORDS[0]}" runs --json "${workspace[@]}" 2>/dev/null |
        sed -n 's/.*"run":"\([^"]*\)".*/\1/p'
}

# The names of its secrets.
_slipwayctl_secrets() {
    local workspace=()
    mapfile -t workspace < <(_slipwayctl_workspace)
    "${COMP_WORDS[0]}" secret list "${workspace[@]}" 2>/dev/null
}

# The names of its servers.
_slipwayctl_servers() {
    local workspace=()
    mapfile -t workspace < <(_slipwayctl_workspace)
    "${COMP_WORDS[0]}" ssh hosts --json "${workspace[@]}" 2>/dev/null |
        sed -n 's/.*"name":"\([^"]*\)".*/\1/p'
}

_slipwayctl_options() {
    "${COMP_WORDS[0]}" help "$@" 2>/dev/null |
        sed -n 's/^    \(--\?[a-z][a-z-]*\).*/\1/p'
}

_slipwayctl() {
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} command word
    COMPREPLY=()
    command=${COMP_WORDS[1]:-}
    case $command in
        plan | demo | env | secret | ssh | metrics | terminal | notify) [ "$COMP_CWORD" -gt 2 ] && command="$command ${COMP_WORDS[2]}" ;;
        runs) [ "$COMP_CWORD" -gt 2 ] && [ "${COMP_WORDS[2]}" = show ] && command='runs show' ;;
    esac

    case $previous in
        --format) mapfile -t COMPREPLY < <(compgen -W 'text json svg png' -- "$current"); return ;;
        --theme) mapfile -t COMPREPLY < <(compgen -W 'light dark' -- "$current"); return ;;
        --workspace | --pictures) mapfile -t COMPREPLY < <(compgen -d -- "$current"); return ;;
        --on | --server) mapfile -t COMPREPLY < <(compgen -W "$(_slipwayctl_servers)" -- "$current"); return ;;
        --run) mapfile -t COMPREPLY < <(compgen -W "$(_slipwayctl_runs)" -- "$current"); return ;;
        --answers | --response | -o) mapfile -t COMPREPLY < <(compgen -f -- "$current"); return ;;
        --input | --from | --operator | --break-lock | --output | --size | --speed | --idle-limit) return ;;
    esac

    if [ "$COMP_CWORD" -eq 1 ]; then
        mapfile -t COMPREPLY < <(compgen -W "$_slipwayctl_commands --help --version" -- "$current")
        return
    fi
    if [[ $current == -* ]]; then
        # shellcheck disable=SC2086 # a command of two words
        mapfile -t COMPREPLY < <(compgen -W "$(_slipwayctl_options $command)" -- "$current")
        return
    fi
    case $command in
        plan) mapfile -t COMPREPLY < <(compgen -W 'check show' -- "$current") ;;
        env) mapfile -t COMPREPLY < <(compgen -W 'check print fix set diff generate export compare push pull' -- "$current") ;;
        secret) mapfile -t COMPREPLY < <(compgen -W 'set get list remove' -- "$current") ;;
        ssh) mapfile -t COMPREPLY < <(compgen -W 'exec hosts trust copy forward' -- "$current") ;;
        metrics) mapfile -t COMPREPLY < <(compgen -W 'show check watch gate report quantile security' -- "$current") ;;
        terminal) mapfile -t COMPREPLY < <(compgen -W 'render play harness' -- "$current") ;;
        notify) mapfile -t COMPREPLY < <(compgen -W 'test' -- "$current") ;;
        demo) mapfile -t COMPREPLY < <(compgen -W 'up run prepare' -- "$current") ;;
        runs) mapfile -t COMPREPLY < <(compgen -W 'show' -- "$current") ;;
        resume | 'runs show') mapfile -t COMPREPLY < <(compgen -W "$(_slipwayctl_runs)" -- "$current") ;;
        help) mapfile -t COMPREPLY < <(compgen -W "$_slipwayctl_commands" -- "$current") ;;
        'secret get' | 'secret remove') mapfile -t COMPREPLY < <(compgen -W "$(_slipwayctl_secrets)" -- "$current") ;;
        'ssh hosts' | 'ssh trust') mapfile -t COMPREPLY < <(compgen -W "$(_slipwayctl_servers)" -- "$current") ;;
        'env '* | 'ssh copy' | 'terminal play') mapfile -t COMPREPLY < <(compgen -f -- "$current") ;;
        'demo up' | 'demo run' | 'demo prepare') mapfile -t COMPREPLY < <(compgen -d -- "$current") ;;
        run | 'plan check' | 'plan show')
            while IFS= read -r word; do
                if [ -d "$word" ]; then COMPREPLY+=("$word/"); else COMPREPLY+=("$word"); fi
            done < <(compgen -d -- "$current"; compgen -f -X '!*.@(yaml|yml)' -- "$current")
            compopt -o nospace 2>/dev/null
            ;;
    esac
}

complete -F _slipwayctl slipwayctl
