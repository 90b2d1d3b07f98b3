// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/// The shell programs of DurableScript. Plain POSIX sh: they run on dash, busybox and bash, and
/// where there is no /proc, no setsid and no GNU tail. Names begin with an underscore, so that no
/// variable of the account's own environment is changed.
namespace slipway::durableprograms {

/// On standard input: the run folder, then the program up to the mark.
inline constexpr const char *innerReader = "IFS= read -r _d||exit 125;";

/// Runs as the command's process before it becomes the command. $_t is what to signal: its group.
/// Where it leads no group it is given one with setsid.
inline constexpr const char *innerStart = R"sh(exec </dev/null
unset _a _p _l CDPATH
_t=-$$ _s=
kill -s 0 -- "-$$" 2>/dev/null||if command -v setsid >/dev/null;then _s=setsid;else _t=$$;fi
)sh";

/// $1 folder, $2 token, $3 sudo or nothing, $4 1 for outputs, $5 umask, $6 the inner reader.
/// The pipes are read until their end before the command's status is asked for. Only /proc tells
/// an exit status of 143 from the end by TERM, and only while the shell has not taken the status
/// yet: dash takes it after its next builtin, so all that comes in between is one `read`. (bash
/// takes it at once; there both are 143.) `room` is given back when the disk is full, so that the
/// end still fits. What a shell starts in the background ignores INT and QUIT; env undoes that
/// where it can.
inline constexpr const char *supervisor = R"sh(_d=$1 _t=$2 _u=$3 _w=$4
trap : HUP INT QUIT TERM PIPE
exec 4<&0 </dev/null >/dev/null 2>&1
umask 077
_b=- _s=-
read -r _b </proc/sys/kernel/random/boot_id
if read -r _x <"/proc/$$/stat";then _x=${_x##*) };set -- "$5" "$6" $_x;_s=${22};else set -- "$5" "$6";fi
echo "$$ $_s $_b" >"$_d/pid"||exit 1
_z=;command -v setsid&&_z=setsid
env --default-signal=INT,QUIT true&&_z="$_z env --default-signal=INT,QUIT"
(umask "$1";exec $_z $_u /bin/sh -c "$2") <&4 >"$_d/o" 2>"$_d/e" 4<&- &
_c=$!
{ { cat >>"$_d/out"||{ mv "$_d/room" "$_d/full";cat >/dev/null;};} <"$_d/o" &
{ cat >>"$_d/err"||{ mv "$_d/room" "$_d/full";cat >/dev/null;};} <"$_d/e" &
wait
_n=0 _r=
while [ $_n -lt 300 ]&&read -r _x <"/proc/$_c/stat";do
_x=${_x##*) }
case $_x in Z*)set -- $_x;_r=${50};break;;esac
_n=$((_n+1));[ $_n -lt 200 ]||sleep 1
done
echo "$_r" >&5
} 4<&- 5>"$_d/w" &
read -r _r <"$_d/w"||[ $? -le 128 ]||while kill -0 $_c;do sleep 1;done
exec 4<&-
wait $_c;_e=$?
while [ $_e -gt 128 ]&&kill -0 $_c;do wait $_c;_e=$?;done
_g=-
if [ $_e -gt 128 ]&&[ -n "$_r" ]&&[ $((_r%128)) -eq $((_e-128)) ];then _g=$(kill -l $((_e-128)));fi
_f=-;[ ! -e "$_d/full" ]||_f=full
rm -f "$_d/room" "$_d/full"
_k=0
if [ $_w = 1 ];then
$_u /bin/sh -c 'head -c 1048577 <"$1"' sh "$_d/output" >"$_d/values"&&_k=$(($(wc -c <"$_d/values")))
fi
_y=
{ printf '\036%s exit %s %s %s %s\n' "$_t" "$_e" "$_g" "$_f" $_k&&{ [ $_k = 0 ]||cat "$_d/values";};} >>"$_d/out"||_y=bad
printf '\036%s exit %s %s %s 0\n' "$_t" "$_e" "$_g" "$_f" >>"$_d/err"||_y=bad
echo "$_e $_g $_f $_y" >"$_d/exit.new"&&mv "$_d/exit.new" "$_d/exit"
)sh";

/// Finds or makes the folder, starts the supervisor or not, and follows. It is told: _i folder
/// name, _t token, _k mark, _m start|attach, _1 and _2 first byte of out and err, _u sudo, _w
/// outputs; to start also _q inner program, _r inner reader, _v supervisor.
inline constexpr const char *launcher = R"sh(unset _a _p _l CDPATH
_o=$(umask)
umask 077
_h="${XDG_STATE_HOME:-${HOME:-/nonexistent}/.local/state}/slipway/runs"
_y="${TMPDIR:-/tmp}/slipway-${LOGNAME:-$(id -u)}"
_d=
own() { [ ! -L "$_y" ]&&[ -O "$_y" ];}
if [ -d "$_h/$_i" ];then _d="$_h/$_i";elif own&&[ -d "$_y/$_i" ];then _d="$_y/$_i";fi
# Making `go` is what only one can do; who cannot prepare the rest gives it back.
prepared() {
mkfifo "$_d/o" "$_d/e" "$_d/w"&&dd if=/dev/zero of="$_d/room" bs=8192 count=1&&{ [ $_w = 0 ]||: >"$_d/output";}&&: >"$_d/out"&&: >"$_d/err"&&return 0
rm -f "$_d/o" "$_d/e" "$_d/w" "$_d/room" "$_d/output" "$_d/out" "$_d/err"
rmdir "$_d/go" "$_d"
return 1
}
claimed() {
mkdir -p "$1/$_i"||return 1
[ "$1" = "$_h" ]||own||return 1
_d="$1/$_i"
if mkdir "$_d/go";then _a=1
if [ $_m = attach ];then mkdir "$_d/none";else prepared||return 1;fi
else [ -d "$_d/go" ]||return 1;fi
}
swept() {
_b=;read -r _b </proc/sys/kernel/random/boot_id
find "$1" -mindepth 2 -maxdepth 2 \( -name pid -o -name none \) -mtime +7|while IFS= read -r _f;do
_x=${_f%/*};[ "${_x%/*}" = "$1" ]||continue
case $_f in */none);;*)
if [ -e "$_x/exit" ];then [ -n "$(find "$_x/exit" -mtime +7)" ]||continue
else read -r _ _ _s <"$_x/pid";[ -n "$_b" ]&&[ "$_s" != "$_b" ]||continue;fi;;
esac
rm -rf "$_x";done
}
_a=0
if [ -n "$_d" ];then _n=${_d%/*};set -- "$_n" "$_n";else set -- "$_h" "$_y";fi
if { claimed "$1"||claimed "$2";} >/dev/null 2>&1;then :
elif [ $_m = attach ];then echo "$_k none";exit 0
else echo "$_k room";exit 126;fi
if [ -e "$_d/none" ];then echo "$_k none";exit 0;fi
if [ $_a = 1 ];then
case "$(type printf)" in *builtin*)say() { printf '%s\n' "$1";};;*)say() { print -r -- "$1";};;esac
_z=;command -v setsid >/dev/null&&_z=setsid
(say "$_d";say "$_q") 2>/dev/null|$_z /bin/sh -c "$_v" sh "$_d" "$_t" "$_u" $_w "$_o" "$_r" >/dev/null 2>&1 &
(swept "${_d%/*}" >/dev/null 2>&1 </dev/null &)
else
_n=0;until [ -e "$_d/err" ]||[ $_n -ge 30 ];do sleep 0.1||sleep 1;_n=$((_n+1));done 2>/dev/null
fi
_q=
# A zombie is not alive: it may be this very shell that never asks for its end.
live() {
read -r _p _s _x <"$_d/pid"||return 1
_b=-;read -r _b </proc/sys/kernel/random/boot_id
[ "$_x" = "$_b" ]||return 1
if read -r _x <"/proc/$_p/stat";then _x=${_x##*) };set -- $_x;[ "$1" != Z ]&&[ "${20}" = "$_s" ]
else [ "$_s" = - ]&&kill -0 "$_p";fi
} 2>/dev/null
busy() {
live&&return 0
read -r _ _ _x <"$_d/pid"&&[ "$_x" = "$_b" ]&&[ "$_b" != - ]||return 1
read -r _ _ _c <"$_d/out"&&[ -n "$_c" ]&&read -r _x <"/proc/${_c#-}/stat"||return 1
_x=${_x##*) };case $_x in Z*)return 1;;esac
}
ending() {
(trap '' HUP INT QUIT TERM PIPE
_n=0;until read -r _ _ _c <"$_d/out"&&[ -n "$_c" ];do
_n=$((_n+1));[ $_n -le 40 ]&&[ ! -e "$_d/exit" ]||exit;sleep 0.1||sleep 1;done
live||exit
$_u /bin/sh -c 'kill -s TERM -- "$1"
i=0;while [ $i -lt 3 ]&&kill -0 "${1#-}";do sleep 1;i=$((i+1));done
sleep 1
kill -s KILL -- "$1"' sh "$_c") </dev/null >/dev/null 2>&1 &
}
watching() {
_n=0;until [ -s "$_d/pid" ]||[ $_n -gt 6 ];do sleep 1;_n=$((_n+1));done
while [ ! -e "$_d/exit" ]&&busy;do kill -0 $_5&&kill -0 $_6||{ kill $$;exit;};sleep 1;done
if [ -e "$_d/exit" ];then read -r _ _ _ _x <"$_d/exit";[ "$_x" = bad ]||exit;sleep 2;kill $$;exit;fi
sleep 1
[ -e "$_d/exit" ]||{ printf '\036%s gone\n' "$_t" >>"$_d/out"&&printf '\036%s gone\n' "$_t" >>"$_d/err";}||kill $$
}
polled() {
while kill -0 $$;do
_n=$(($(wc -c <"$1")))
if [ $_n -ge $2 ];then tail -c +$2 "$1"|head -c $((_n-$2+1));set -- "$1" $((_n+1))
else sleep 0.1||sleep 1;fi
done
}
echo "$_k here"
if tail -s 0.2 --pid=$$ -c 1 /dev/null >/dev/null 2>&1;then
tail -s 0.2 --pid=$$ -c +$_1 -f "$_d/out" </dev/null 2>/dev/null &
_5=$!
tail -s 0.2 --pid=$$ -c +$_2 -f "$_d/err" </dev/null >&2 2>/dev/null &
_6=$!
else
polled "$_d/out" $_1 </dev/null 2>/dev/null &
_5=$!
polled "$_d/err" $_2 </dev/null >&2 2>/dev/null &
_6=$!
fi
watching </dev/null >/dev/null 2>&1 &
_7=$!
while IFS= read -r _l;do case $_l in
kill)ending;;
ack)
_n=0;until [ -e "$_d/exit" ]||[ $_n -ge 30 ];do sleep 0.1||sleep 1;_n=$((_n+1));done
kill $_5 $_6 $_7;rm -rf "$_d";exit 0;;
esac;done 2>/dev/null
kill $_5 $_6 $_7 2>/dev/null
exit 0
)sh";

} // namespace slipway::durableprograms
