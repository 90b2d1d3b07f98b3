// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/serverquestion.h"

#include "exec/remotename.h"

#include <QRegularExpression>
#include <QStringList>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {
/// What is longer would push everything else off the screen.
constexpr qsizetype mostLines = 20;
constexpr qsizetype longestLine = 300;
} // namespace

QString serverText(const QByteArray &said)
{
    QStringList lines;
    for (const QByteArray &line : said.trimmed().split('\n')) {
        const QString text = displayName(line.simplified());
        lines << (text.size() > longestLine ? text.first(longestLine) + u'…' : text);
    }
    // The question itself comes last.
    if (lines.size() > mostLines)
        lines = lines.first(mostLines / 2) + QStringList{u"…"_s} + lines.last(mostLines / 2);
    return lines.join(u'\n').trimmed();
}

bool ServerQuestion::isPassword() const
{
    if (echo == Echo::On || round > 0 || count != 1)
        return false;
    // PAM's and sshd's own words, with or without the account.
    static const QRegularExpression rule(uR"(\A(\(\S+\) )?(\S+'s )?password( for \S+)?\s*:?\z)"_s,
                                         QRegularExpression::CaseInsensitiveOption);
    return rule.match(serverText(text).section(u'\n', -1)).hasMatch();
}

QString ServerQuestion::shown() const
{
    const QString asked = serverText(text);
    const QString told = index == 0 ? serverText(instruction) : QString();
    return told.isEmpty() ? asked : told + u'\n' + asked;
}

QString ServerQuestion::remark() const
{
    // PAM's remarks come before the question, in one text with it.
    QStringList told{serverText(instruction), serverText(text).section(u'\n', 0, -2).trimmed()};
    told.removeAll(QString());
    return told.join(u'\n');
}

} // namespace slipway
