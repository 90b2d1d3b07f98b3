// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/forwardspec.h"

#include <QCoreApplication>
#include <QStringList>

#include <optional>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(slipway::ForwardSpec)
};

/// Splits at colons outside of brackets and before a path; the brackets go.
std::optional<QStringList> fieldsOf(const QString &text)
{
    QStringList fields;
    qsizetype at = 0;
    for (;;) {
        const QStringView rest = QStringView(text).sliced(at);
        if (rest.startsWith(u'/')) {
            fields << rest.toString();
            return fields;
        }
        const bool isBracketed = rest.startsWith(u'[');
        const qsizetype close = isBracketed ? rest.indexOf(u']') : 0;
        if (close < 0)
            return std::nullopt;
        const qsizetype colon = rest.indexOf(u':', close);
        const QStringView field = colon < 0 ? rest : rest.first(colon);
        if (isBracketed && field.size() != close + 1)
            return std::nullopt;
        fields << (isBracketed ? field.sliced(1, close - 1) : field).toString();
        if (colon < 0)
            return fields;
        at += colon + 1;
    }
}

std::optional<int> portOf(const QString &text, int least)
{
    bool isNumber = false;
    const int port = text.toInt(&isNumber);
    if (!isNumber || port < least || port > 65535)
        return std::nullopt;
    return port;
}

} // namespace

Result<ForwardSpec> ForwardSpec::parse(Kind kind, const QString &text)
{
    const auto wrong = [&text, kind] {
        return failure(ErrorCode::InvalidInput,
                       kind == Kind::Dynamic
                           ? Text::tr("“%1” is no place to listen: write PORT or ADDRESS:PORT, "
                                      "with IPv6 addresses in brackets.")
                                 .arg(text)
                           : Text::tr("“%1” is no forward: write PORT:HOST:HOSTPORT or "
                                      "PORT:/SOCKET, with ADDRESS: before it to listen elsewhere "
                                      "than on this machine alone, and IPv6 addresses in brackets.")
                                 .arg(text));
    };
    const auto split = fieldsOf(text);
    if (!split)
        return wrong();
    QStringList fields = *split;
    ForwardSpec spec;
    spec.kind = kind;
    if (kind != Kind::Dynamic) {
        if (fields.size() < 2)
            return wrong();
        const QString last = fields.takeLast();
        if (last.startsWith(u'/')) {
            spec.path = last;
        } else {
            const auto hostPort = portOf(last, 1);
            if (!hostPort || fields.size() < 2)
                return wrong();
            spec.hostPort = *hostPort;
            spec.host = fields.takeLast();
            if (spec.host.isEmpty())
                return wrong();
        }
    }
    const auto port = portOf(fields.takeLast(), 0);
    if (!port || fields.size() > 1)
        return wrong();
    spec.port = *port;
    spec.bindAddress = fields.value(0);
    // As in OpenSSH an address that is there but empty means all of them.
    if (fields.size() == 1 && spec.bindAddress.isEmpty())
        spec.bindAddress = u"*"_s;
    return spec;
}

QString ForwardSpec::target() const
{
    if (kind == Kind::Dynamic)
        return {};
    if (!path.isEmpty())
        return path;
    return (host.contains(u':') ? u"[%1]:%2"_s : u"%1:%2"_s).arg(host).arg(hostPort);
}

} // namespace slipway
