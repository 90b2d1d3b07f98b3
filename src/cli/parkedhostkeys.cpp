// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/parkedhostkeys.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

using Kind = HostKeyQuestion::Kind;

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(slipway::ParkedHostKeys)
};

QString lineOf(const HostKeyQuestion &question)
{
    const QString shown
        = u"    %1: %2 %3"_s.arg(question.server, question.keyType, question.fingerprint);
    if (question.kind == Kind::Unknown)
        return shown;
    const KnownHostKey &old = question.known.first();
    return shown + u' '
        + Text::tr("in place of %1 %2 (%3, line %4)")
              .arg(old.keyType, old.fingerprint, old.file)
              .arg(old.line);
}

} // namespace

bool ParkedHostKeys::covers(const QString &server) const
{
    return std::ranges::contains(questions, server, &HostKeyQuestion::server);
}

/// A jump host is decided on with the servers that lie behind it.
QStringList ParkedHostKeys::toDecide(const QStringList &shown) const
{
    QStringList servers;
    QStringList behind;
    for (const QString &server : refused) {
        if (shown.contains(server))
            servers << server;
        else if (!covers(server))
            behind << server;
    }
    return servers.size() < shown.size() ? servers + behind : servers;
}

QString ParkedHostKeys::text() const
{
    if (questions.isEmpty())
        return {};
    QMap<QString, HostKeyQuestion> unknown;
    QMap<QString, HostKeyQuestion> changed;
    for (const HostKeyQuestion &question : questions)
        (question.kind == Kind::Changed ? changed : unknown).insert(question.server, question);
    QStringList lines;
    const auto add = [&lines](const QString &heading, const auto &of) {
        lines << heading;
        for (const HostKeyQuestion &question : of)
            lines << lineOf(question);
    };
    if (!unknown.isEmpty())
        add(Text::tr("slipwayctl: these host keys are not known yet, so they were not accepted:"),
            unknown);
    if (!changed.isEmpty())
        add(Text::tr("slipwayctl: these host keys have changed. If a server was not set up anew, "
                     "somebody may be listening in:"),
            changed);
    const QString trust = (QStringList{u"    slipwayctl ssh trust"_s} + options).join(u' ');
    lines << Text::tr("Compare them with the servers' own, then decide with:");
    if (const QStringList servers = toDecide(unknown.keys()); !servers.isEmpty())
        lines << trust + u' ' + servers.join(u' ');
    if (const QStringList servers = toDecide(changed.keys()); !servers.isEmpty())
        lines << trust + u" --replace "_s + servers.join(u' ');
    return lines.join(u'\n');
}

} // namespace slipway
