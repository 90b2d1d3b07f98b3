// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/hostkeywords.h"

#include "ssh/sshprompter.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway::hostkeywords {

namespace {

using Kind = HostKeyQuestion::Kind;
constexpr qsizetype shownNames = 6;

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(slipway::HostKeyWords)
};

QString shortList(const QStringList &names)
{
    const QString list = names.first(std::min(shownNames, names.size())).join(u", "_s);
    return names.size() > shownNames ? list + u" …"_s : list;
}

bool isOfAnotherType(const HostKeyQuestion &question)
{
    return std::ranges::none_of(question.known, [&question](const KnownHostKey &known) {
        return known.keyType == question.keyType;
    });
}

QString situation(const HostKeyQuestion &question)
{
    switch (question.kind) {
    case Kind::Changed:
        if (isOfAnotherType(question))
            return Text::tr("%1 is known by a key of another type, and does not show that one. If "
                            "the server was not set up anew, somebody may be listening in.")
                .arg(question.address);
        return Text::tr("%1 shows another key than the one that is known. If the server was not "
                        "set up anew, somebody may be listening in.")
            .arg(question.address);
    case Kind::Unknown:
        break;
    }
    return Text::tr("%1 is not known yet. Compare its fingerprint with the one its owner gave you.")
        .arg(question.address);
}

bool isToken(const AgentWait &wait)
{
    return wait.keyType.startsWith("sk-"_L1);
}

} // namespace

QString headline(const HostKeyQuestion &question)
{
    switch (question.kind) {
    case Kind::Changed:
        return Text::tr("The host key of %1 has changed").arg(question.server);
    case Kind::Unknown:
        break;
    }
    return Text::tr("Is this really %1?").arg(question.server);
}

QString explanation(const HostKeyQuestion &question)
{
    QStringList sentences{situation(question)};
    if (!question.otherNames.isEmpty())
        sentences << Text::tr("known_hosts has this key for %1: it may be the same machine under "
                              "another name.")
                         .arg(shortList(question.otherNames));
    if (!question.certificateProblem.isEmpty())
        sentences << Text::tr("No authority vouches for it: %1.").arg(question.certificateProblem);
    return sentences.join(u' ');
}

QString facts(const HostKeyQuestion &question)
{
    const QString shown = u"%1  %2"_s.arg(question.keyType, question.fingerprint);
    if (question.known.isEmpty())
        return shown;
    QStringList lines{Text::tr("now    %1").arg(shown)};
    for (const KnownHostKey &known : question.known)
        lines << Text::tr("known  %1  %2\n       %3, line %4")
                     .arg(known.keyType, known.fingerprint, known.file)
                     .arg(known.line);
    return lines.join(u'\n');
}

QString waiting(const HostKeyQuestion &question)
{
    if (question.servers.size() < 2)
        return {};
    return Text::tr("%n servers wait for this answer: %1", nullptr, int(question.servers.size()))
        .arg(shortList(question.servers));
}

QString headline(const AgentWait &wait)
{
    return isToken(wait) ? Text::tr("Touch your security key")
                         : Text::tr("Confirm in your SSH agent");
}

QString explanation(const AgentWait &wait)
{
    return isToken(wait)
        ? Text::tr("It signs the login to %1 with the key %2.").arg(wait.server, wait.key)
        : Text::tr("It waits before it signs the login to %1 with the key %2: confirm it there, "
                   "or touch the security key.")
              .arg(wait.server, wait.key);
}

} // namespace slipway::hostkeywords
