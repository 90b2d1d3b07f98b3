// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/serverquestion.h"

#include "exec/remotename.h"

#include <QRegularExpression>
#include <QStringList>

using namespace Qt::StringLiterals;

namespace slipway {

QString serverText(const QByteArray &said)
{
    QStringList lines;
    for (const QByteArray &line : said.split('\n'))
        lines << displayName(line.simplified());
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
