// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/system/askpassquestion.h"

#include <QCoreApplication>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(slipway::AskpassQuestion)
};

QString keyTypeOf(const QString &word)
{
    const QHash<QString, QString> names{{u"ED25519"_s, u"ssh-ed25519"_s},
                                        {u"RSA"_s, u"ssh-rsa"_s},
                                        {u"ED25519-SK"_s, u"sk-ssh-ed25519@openssh.com"_s}};
    return names.value(word, word);
}

std::optional<HostKeyQuestion> hostKeyOf(const QString &server, const QString &text)
{
    // The address may be followed by a number: host 'web (10.0.0.1)'.
    static const QRegularExpression host(u"authenticity of host '([^' ]+)"_s);
    static const QRegularExpression key(u"([A-Z0-9-]+) key fingerprint is:? ?(SHA256:[^\\s.]+)"_s);
    const QRegularExpressionMatch address = host.match(text);
    const QRegularExpressionMatch shown = key.match(text);
    if (!address.hasMatch() || !shown.hasMatch())
        return std::nullopt;
    HostKeyQuestion question;
    question.server = server;
    question.address = address.captured(1);
    question.keyType = keyTypeOf(shown.captured(1));
    question.fingerprint = shown.captured(2);
    question.servers = {server};
    return question;
}

SshSecretPrompt secretOf(const QString &server, const QByteArray &hint, const QString &text)
{
    static const QRegularExpression passphrase(
        u"^Enter passphrase for (?:key )?'?([^']+?)'?: ?$"_s);
    static const QRegularExpression password(u"^(?:\\([^)]*\\) )?(\\S+@\\S+)'s password: ?$"_s);
    SshSecretPrompt prompt;
    prompt.server = server;
    prompt.kind = SshSecretPrompt::Kind::Answer;
    prompt.account = server;
    prompt.text = text.trimmed();
    prompt.echo = hint == "confirm";
    if (const auto found = passphrase.match(text); found.hasMatch()) {
        prompt.kind = SshSecretPrompt::Kind::Passphrase;
        prompt.account = found.captured(1);
        prompt.text = Text::tr("Passphrase of the key %1").arg(prompt.account);
    } else if (const auto asked = password.match(text); asked.hasMatch()) {
        prompt.kind = SshSecretPrompt::Kind::Password;
        prompt.account = asked.captured(1);
        prompt.text = Text::tr("Password of %1").arg(prompt.account);
    }
    return prompt;
}

} // namespace

AskpassQuestion AskpassQuestion::parse(const QString &server, const QByteArray &hint,
                                       const QString &text)
{
    static const QRegularExpression touched(u"for key (\\S+)(?: (\\S+))?"_s);
    AskpassQuestion question;
    if (hint == "none") {
        const QRegularExpressionMatch key = touched.match(text);
        question.kind = Kind::Touch;
        question.touch = {server, server, key.captured(2), keyTypeOf(key.captured(1))};
    } else if (const std::optional<HostKeyQuestion> hostKey = hostKeyOf(server, text)) {
        question.kind = Kind::HostKey;
        question.hostKey = *hostKey;
    } else {
        question.secret = secretOf(server, hint, text);
    }
    return question;
}

} // namespace slipway
