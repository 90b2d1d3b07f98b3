// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/// The shell programs of uploads and downloads by the ssh program. Plain POSIX sh; names begin with
/// an underscore, so that no variable of the account's own environment is changed. They are told _p
/// path and _k mark, and answer with lines "MARK WORD …".
namespace slipway::systemtransferprograms {

/// What both begin with. Neither GNU's nor BSD's stat: nothing is known of mode and time.
inline constexpr const char *common = R"sh(LC_ALL=C;export LC_ALL
say() { printf '%s %s\n' "$_k" "$*";}
told() { say "$@";exit 0;}
stated() { stat -L -c '%a %Y' -- "$1" 2>/dev/null||stat -L -f '%Lp %m' -- "$1" 2>/dev/null||echo '0 0';}
sized() { wc -c <"$1"|tr -d ' ';}
)sh";

/// _m most bytes. After the line with size, mode and time comes the file.
inline constexpr const char *download = R"sh(if [ ! -e "$_p" ];then
_d=.;case $_p in */*)_d=${_p%/*}/;;esac
[ ! -d "$_d" ]||[ -x "$_d" ]||told denied
told none
fi
[ -f "$_p" ]||told kind
[ -r "$_p" ]||told denied
_z=$(sized "$_p")
[ "$_z" -le "$_m" ]||told large
say file "$_z" $(stated "$_p")
exec cat <"$_p"
)sh";

/// _t file that an upload which was cut off may still be about to remove.
inline constexpr const char *tidying
    = R"sh(_n=0;while [ -e "$_t" ]&&[ $_n -lt 30 ];do sleep 0.1||sleep 1;_n=$((_n+1));done 2>/dev/null
rm -f -- "$_t"
)sh";

/// _z bytes, _m mode, _h hash, _x what makes a name new, _o 1 to keep the old file, _l most bytes
/// of that. The content is asked for with "send FILE", the permission to take the old file's place
/// with "ready" and given with a line; without it nothing has changed.
inline constexpr const char *upload = R"sh(hash() { case $_s in
sha256sum)sha256sum <"$1";;shasum)shasum -a 256 <"$1";;*)openssl dgst -sha256 -r <"$1";;esac 2>/dev/null|cut -c 1-64;}
_s=;for _i in sha256sum shasum openssl;do command -v $_i >/dev/null&&{ _s=$_i;break;};done
[ -n "$_s" ]||told tools
case $_p in /*);;*)_p=$PWD/$_p;;esac
[ ! -d "$_p" ]||told kind
if [ -L "$_p" ];then _r=$(readlink -f -- "$_p")&&[ -n "$_r" ]&&_p=$_r;fi
_d=${_p%/*}/ _b=${_p##*/}
[ -d "$_d" ]||told folder
_d=$(cd -P -- "$_d" 2>/dev/null&&pwd -P)||told denied
_d=${_d%/}/ _p=${_d%/}/$_b
_a=;[ ! -e "$_p" ]||_a=$(stated "$_p")
if [ -f "$_p" ]&&[ "$(sized "$_p" 2>/dev/null)" = "$_z" ]&&[ "${_a% *}" = "$_m" ]&&[ "$(hash "$_p")" = "$_h" ];then told same;fi
_t="$_d.$_b.slipway-$_x" _q="$_d.$_b.slipway-previous.slipway-$_x"
trap 'rm -f -- "$_t" "$_q"' EXIT
told() { rm -f -- "$_t" "$_q";say "$@";exit 0;}
trap 'exit 1' HUP INT TERM PIPE
full() { case $1 in *'No space'*|*uota*)told full;;*)told "$2" "$1";;esac;}
_e=$( (umask 077;set -C;: >"$_t") 2>&1)||{ [ -w "$_d" ]||told denied;full "$_e" write;}
say send "$_t"
_e=$(head -c "$_z" 2>&1 >"$_t")||full "$_e" write
[ "$(sized "$_t")" = "$_z" ]||told short
sync "$_t" 2>/dev/null
[ "$(hash "$_t")" = "$_h" ]||told hash
_n=
if [ "$_o" = 1 ]&&[ -e "$_p" ];then
[ -f "$_p" ]&&[ "$(sized "$_p")" -le "$_l" ]||told keep
[ ! -d "$_p.slipway-previous" ]||told place "$_p.slipway-previous"
_e=$( (umask 077;set -C;cat <"$_p" >"$_q") 2>&1)||full "$_e" write
[ "$(hash "$_p")" = "$(hash "$_q")" ]||told hash
_e=$(chmod "$(printf '%o' $((0${_a% *}&0$_m&0777)))" "$_q" 2>&1)||full "$_e" mode
_n=$_p.slipway-previous
fi
_e=$(chmod "$_m" "$_t" 2>&1)||full "$_e" mode
say ready
read -r _g&&[ "$_g" = go ]||exit 1
[ -z "$_n" ]||_e=$(mv -f -- "$_q" "$_n" 2>&1)||full "$_e" place
_e=$(mv -f -- "$_t" "$_p" 2>&1)||full "$_e" place
say done "$_n"
)sh";

} // namespace slipway::systemtransferprograms
