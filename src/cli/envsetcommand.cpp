// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/envsetcommand.h"

#include "cli/envarguments.h"
#include "cli/exitcode.h"
#include "env/envwriter.h"

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

QString namesOf(const QList<EnvDialect> &dialects)
{
    QStringList names;
    for (const EnvDialect dialect : dialects)
        names << toString(dialect);
    return names.join(u", "_s);
}

/// The file as it is, or an empty one that is to be made.
Result<EnvFileContent> fileToChange(const QString &path)
{
    Result<EnvFileContent> content = readEnvFile(path);
    if (content || content.error().code != ErrorCode::NotFound)
        return content;
    return newEnvFile(path).transform(
        [](const EnvFileState &state) { return EnvFileContent{state, {}}; });
}

} // namespace

CommandSpec EnvSetCommand::spec()
{
    CommandSpec spec;
    spec.name = u"env set"_s;
    spec.summary = tr("Give a key of a .env file a value");
    spec.argument = u"FILE KEY"_s;
    spec.least = 2;
    spec.most = 2;
    spec.options = {
        dialectOption(tr("The loaders that have to read exactly this value (default: dotenv).")),
        {u"reference"_s, QString(),
         tr("The value on standard input is the name of a secret in the keychain; the file gets a "
            "reference to it.")}};
    spec.description = {
        tr("The value is read from standard input, or asked for without echo at a terminal; it is "
           "never an argument, where other programs could see it. One line feed at its end is "
           "dropped."),
        tr("Only the statement of the key changes: its quoting stays while all the named loaders "
           "read the value back, or else becomes the one that most of them do. A new key goes to "
           "the end. The file is replaced as a whole, keeps its mode, and is made (0600) when "
           "there is none.")};
    spec.exitCodes
        = {{exitcode::success, tr("The file holds the value.")},
           {exitcode::failed,
            tr("No way of writing it is read back by the first loader named; the "
               "file is as it was.")},
           {exitcode::usage, tr("Wrong usage, or a file that cannot be read or written.")}};
    spec.examples = {
        {u"openssl rand -base64 48 | slipwayctl env set .env.production JWT_SECRET"_s, QString()},
        {u"slipwayctl env set .env SMTP_PASS --dialect compose,sh"_s, tr("Asks for the value.")}};
    return spec;
}

void EnvSetCommand::start(const Arguments &arguments)
{
    if (m_input.isAvailable()) {
        m_input.ask(tr("Value of %1: ").arg(arguments.positional().at(1)), TerminalInput::Echo::Off,
                    [this, arguments](std::optional<QByteArray> line) {
                        if (line)
                            write(arguments, Secret(*line));
                        else
                            fail({ErrorCode::Cancelled, tr("No value was given.")},
                                 exitcode::usage);
                    });
        return;
    }
    Result<QByteArray> bytes = readEnvInput(u"-"_s);
    if (!bytes) {
        fail(bytes.error(), exitcode::usage);
        return;
    }
    QByteArrayView value = *bytes;
    if (value.endsWith('\n'))
        value.chop(1);
    const Secret secret(value);
    bytes->fill('\0');
    write(arguments, secret);
}

void EnvSetCommand::write(const Arguments &arguments, const Secret &value)
{
    const QString path = arguments.positional().at(0);
    const QByteArray key = arguments.positional().at(1).toUtf8();
    const Result<QList<EnvDialect>> dialects = dialectsOf(arguments, {EnvDialect::Dotenv});
    if (!dialects)
        return fail(dialects.error(), exitcode::usage);
    const Result<EnvFileContent> content = fileToChange(path);
    if (!content)
        return fail(content.error(), exitcode::usage);
    QByteArray text = value.revealForUse().toByteArray();
    if (arguments.has(u"reference"_s))
        text.prepend("slipway://secret/");
    EnvDocument document(content->bytes);
    const Result<EnvEdit> edit = EnvWriter(*dialects).setValue(document, key, text);
    text.fill('\0');
    if (!edit)
        return fail(edit.error(),
                    edit.error().code == ErrorCode::Refused ? exitcode::failed : exitcode::usage);
    QList<EnvDialect> unable = edit->unsatisfied;
    unable.removeIf([&edit](EnvDialect each) { return edit->hindered.contains(each); });
    if (unable.contains(dialects->constFirst()))
        return fail({ErrorCode::Refused,
                     tr("%1 cannot read this value in any form; %2 is as it was. A value in base64 "
                        "can be read by every loader.")
                         .arg(toString(dialects->constFirst()), path)},
                    exitcode::failed);
    document.apply(edit->changes);
    if (const Result<EnvFileState> saved = saveEnvFile(content->state, document.bytes()); !saved)
        return fail(saved.error(), exitcode::usage);
    if (!edit->hindered.isEmpty())
        console().error(tr("slipwayctl: warning: %1 would not read the value, for what else stands "
                           "in the file; see “slipwayctl env check”.")
                            .arg(namesOf(edit->hindered)));
    if (!unable.isEmpty())
        console().error(
            tr("slipwayctl: warning: %1 would not read this value exactly.").arg(namesOf(unable)));
    finishLater(exitcode::success);
}

} // namespace slipway
