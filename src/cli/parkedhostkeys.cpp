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
    // A server behind a jump host in doubt may well be in doubt itself.
    QStringList asked = refused;
    const QStringList replaced = changed.keys();
    for (const QString &server : replaced)
        asked.removeAll(server);
    const QString trust = (QStringList{u"    slipwayctl ssh trust"_s} + options).join(u' ');
    lines << Text::tr("Compare them with the servers' own, then decide with:");
    if (!asked.isEmpty())
        lines << trust + u' ' + asked.join(u' ');
    if (!replaced.isEmpty())
        lines << trust + u" --replace "_s + replaced.join(u' ');
    return lines.join(u'\n');
}

} // namespace slipway
