// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/secretcommands.h"

#include "cli/exitcode.h"
#include "cli/workspaceaccess.h"
#include "secrets/systemkeychain.h"

#include <QSocketNotifier>

#include <algorithm>
#include <cerrno>

#include <unistd.h>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

/// A line end may come on top of the longest value.
constexpr auto mostInput = std::size_t(SecretStore::maximumSize) + 2;

OptionSpec workspaceOption()
{
    return {u"workspace"_s, u"DIR"_s,
            SecretCommand::tr("The workspace folder. Without it: the nearest one round the current "
                              "folder.")};
}

CommandSpec specOf(const QString &name, const QString &argument)
{
    CommandSpec spec;
    spec.name = name;
    spec.argument = argument;
    spec.least = spec.most = argument.isEmpty() ? 0 : 1;
    spec.options = {workspaceOption()};
    spec.exitCodes = {
        {exitcode::success, SecretCommand::tr("It was done.")},
        {exitcode::failed,
         SecretCommand::tr("There is no such secret, or the keychain is locked, missing or broken: "
                           "the message says what to do.")},
        {exitcode::usage, SecretCommand::tr("Wrong usage, or no workspace.")},
    };
    return spec;
}

bool isTerminal(int descriptor)
{
    return ::isatty(descriptor) == 1;
}

bool writeAll(QByteArrayView bytes)
{
    while (!bytes.isEmpty()) {
        const ssize_t written = ::write(STDOUT_FILENO, bytes.data(), std::size_t(bytes.size()));
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return false;
        bytes = bytes.sliced(written);
    }
    return true;
}

} // namespace

std::optional<Error> SecretCommand::refusal(const Arguments &) const
{
    return std::nullopt;
}

void SecretCommand::start(const Arguments &arguments)
{
    if (!arguments.positional().isEmpty()) {
        const Result<SecretName> name = SecretName::from(arguments.positional().first());
        if (!name) {
            failWith(name.error());
            return;
        }
        m_name = *name;
    }
    if (const std::optional<Error> wrong = refusal(arguments)) {
        failWith(*wrong);
        return;
    }
    const Result<QString> folder = findWorkspace(arguments.value(u"workspace"_s), {});
    if (!folder) {
        fail(folder.error(), exitcode::usage);
        return;
    }
    const Result<SecretScope> scope = Workspace::secretScopeOf(*folder);
    if (!scope) {
        fail(scope.error(), exitcode::usage);
        return;
    }
    m_store = openSystemKeychain(*scope, m_clock);
    begin(arguments);
}

void SecretCommand::failWith(const Error &error)
{
    fail(error, error.code == ErrorCode::InvalidInput ? exitcode::usage : exitcode::failed);
}

void SecretCommand::finishAfter(const QFuture<Result<void>> &operation)
{
    QFuture<Result<void>>(operation).then(this, [this](const Result<void> &done) {
        if (done)
            finishLater(exitcode::success);
        else
            failWith(done.error());
    });
}

CommandSpec SecretSetCommand::spec()
{
    CommandSpec spec = specOf(u"secret set"_s, u"NAME"_s);
    spec.summary = tr("Store a secret in the keychain");
    spec.options.append(
        {u"exact"_s, QString(),
         tr("Store a line end at the end of the input, too. Without it, one is taken off.")});
    spec.description = {
        tr("Stores a value in the system's keychain, for this workspace, in place of one of the "
           "same name. Plans reach it as secrets.NAME, environment files as "
           "slipway://secret/NAME."),
        tr("The value is read from standard input. On a terminal it is asked for, twice, and not "
           "shown. It is never an argument: other programs can read those."),
        tr("Without a keychain, or with a locked one, nothing is stored anywhere."),
    };
    spec.examples = {{u"slipwayctl secret set DB_PASSWORD"_s, tr("Type it in.")},
                     {u"openssl rand -hex 32 | slipwayctl secret set SESSION_SECRET"_s,
                      tr("Store one that nobody has seen.")},
                     {u"slipwayctl secret set TLS_KEY --exact < server.key"_s,
                      tr("Store a file, byte for byte.")}};
    return spec;
}

std::optional<Error> SecretSetCommand::refusal(const Arguments &) const
{
    if (!isTerminal(STDIN_FILENO) || m_terminal.isAvailable())
        return std::nullopt;
    return Error{ErrorCode::InvalidInput,
                 tr("The value cannot be asked for, as standard error is no terminal. Give it on "
                    "standard input.")};
}

void SecretSetCommand::begin(const Arguments &arguments)
{
    m_lineEnd = arguments.has(u"exact"_s) ? LineEnd::Keep : LineEnd::TakeOff;
    if (m_terminal.isAvailable()) {
        askTwice();
        return;
    }
    m_input = SecretMemory(mostInput);
    m_notifier = new QSocketNotifier(STDIN_FILENO, QSocketNotifier::Read, this);
    connect(m_notifier, &QSocketNotifier::activated, this, &SecretSetCommand::readOn);
}

void SecretSetCommand::askTwice()
{
    const auto first = std::make_shared<Secret>();
    const auto ask = [this](const QString &question, std::function<void(Secret)> answer) {
        m_terminal.ask(question + u' ', TerminalInput::Echo::Off,
                       [this, answer](const std::optional<QByteArray> &line) {
                           if (line && !line->isEmpty())
                               answer(Secret(*line));
                           else
                               failWith({ErrorCode::InvalidInput, tr("No value was given.")});
                       });
    };
    ask(tr("Value of %1:").arg(name().toString()), [this, ask, first](Secret line) {
        *first = std::move(line);
        ask(tr("Once more:"), [this, first](Secret again) {
            if (again.revealForUse() == first->revealForUse())
                write(std::move(again));
            else
                failWith(
                    {ErrorCode::InvalidInput, tr("The two values differ, so none was stored.")});
        });
    });
}

void SecretSetCommand::readOn()
{
    const ssize_t count
        = ::read(STDIN_FILENO, m_input.data() + m_filled, m_input.size() - m_filled);
    if (count < 0 && (errno == EINTR || errno == EAGAIN))
        return;
    if (count > 0) {
        m_filled += std::size_t(count);
        if (m_filled < m_input.size())
            return;
    }
    m_notifier->setEnabled(false);
    if (count < 0)
        failWith(
            {ErrorCode::Io, tr("Standard input cannot be read: %1.").arg(qt_error_string(errno))});
    else
        storeInput();
}

void SecretSetCommand::storeInput()
{
    QByteArrayView value(m_input.data(), qsizetype(m_filled));
    if (m_lineEnd == LineEnd::TakeOff && value.endsWith('\n')) {
        value.chop(1);
        if (value.endsWith('\r'))
            value.chop(1);
    }
    if (value.isEmpty())
        failWith({ErrorCode::InvalidInput, tr("No value was given on standard input.")});
    else
        write(Secret(value));
}

void SecretSetCommand::write(Secret value)
{
    finishAfter(store().write(name(), std::move(value)));
}

CommandSpec SecretGetCommand::spec()
{
    CommandSpec spec = specOf(u"secret get"_s, u"NAME"_s);
    spec.summary = tr("Print a secret of the keychain");
    spec.options.append(
        {u"reveal"_s, QString(), tr("Show the value on a terminal, with a line end added.")});
    spec.description = {
        tr("Writes the value to standard output, byte for byte and without a line end of its own, "
           "for a pipe or a file. On a terminal, which remembers what it showed, it does so with "
           "--reveal only."),
    };
    spec.examples = {{u"slipwayctl secret get DB_PASSWORD | wl-copy --sensitive"_s, QString()},
                     {u"slipwayctl secret get DB_PASSWORD --reveal"_s, QString()}};
    return spec;
}

std::optional<Error> SecretGetCommand::refusal(const Arguments &arguments) const
{
    if (!isTerminal(STDOUT_FILENO) || arguments.has(u"reveal"_s))
        return std::nullopt;
    return Error{ErrorCode::InvalidInput,
                 tr("A secret is not shown on a terminal unasked: add --reveal, or pipe it to "
                    "where it is needed.")};
}

void SecretGetCommand::begin(const Arguments &)
{
    store().read(name()).then(this, [this](const Result<std::shared_ptr<Secret>> &found) {
        if (found)
            print(**found);
        else
            failWith(found.error());
    });
}

void SecretGetCommand::print(const Secret &value)
{
    // Past the stream, whose buffer would keep it.
    const bool written
        = writeAll(value.revealForUse()) && (!isTerminal(STDOUT_FILENO) || writeAll("\n"));
    if (written)
        finishLater(exitcode::success);
    else
        failWith({ErrorCode::Io,
                  tr("Standard output cannot be written: %1.").arg(qt_error_string(errno))});
}

CommandSpec SecretListCommand::spec()
{
    CommandSpec spec = specOf(u"secret list"_s, QString());
    spec.summary = tr("List the names of the secrets");
    spec.description = {tr("Prints the names of this workspace's secrets in the keychain, a line "
                           "each, in order. Values are not read.")};
    spec.examples = {{u"slipwayctl secret list"_s, QString()}};
    return spec;
}

void SecretListCommand::begin(const Arguments &)
{
    store().names().then(this, [this](const Result<QStringList> &names) {
        if (!names) {
            failWith(names.error());
            return;
        }
        for (const QString &name : *names)
            console().out(name);
        finishLater(exitcode::success);
    });
}

CommandSpec SecretRemoveCommand::spec()
{
    CommandSpec spec = specOf(u"secret remove"_s, u"NAME"_s);
    spec.summary = tr("Remove a secret from the keychain");
    spec.description = {tr("Removes the value and its name. Files that refer to it are not "
                           "changed.")};
    spec.examples = {{u"slipwayctl secret remove OLD_API_KEY"_s, QString()}};
    return spec;
}

void SecretRemoveCommand::begin(const Arguments &)
{
    finishAfter(store().remove(name()));
}

} // namespace slipway
