// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/sshtrustcommand.h"

#include "cli/exitcode.h"

using namespace Qt::StringLiterals;

namespace slipway {

/// Compares with the fingerprint that was given, or asks on the terminal; nobody logs in.
class SshTrustCommand::Prompter final : public SshPrompter
{
public:
    explicit Prompter(const Console &console) : m_input(console), m_terminal(m_input, console) { }

    QFuture<Result<std::shared_ptr<Secret>>> askSecret(const SshSecretPrompt &) override
    {
        return QtFuture::makeReadyValueFuture<Result<std::shared_ptr<Secret>>>(
            failure(ErrorCode::Cancelled, tr("Nobody has to log in for this.")));
    }

    QFuture<HostKeyAnswer> askHostKey(const HostKeyQuestion &question) override
    {
        m_asked.insert(question.server, question);
        const bool isChanged = question.kind == HostKeyQuestion::Kind::Changed;
        // What is not remembered is not trusted later.
        if (!question.isKept)
            return QtFuture::makeReadyValueFuture(HostKeyAnswer::Refuse);
        const bool isWrong = !m_fingerprint.isEmpty() && question.fingerprint != m_fingerprint;
        if (isWrong || lacksTerminal() || (isChanged && m_changed == Changed::Refused))
            return QtFuture::makeReadyValueFuture(HostKeyAnswer::Refuse);
        if (m_fingerprint.isEmpty())
            return m_terminal.askHostKey(question).then(
                [this, server = question.server](HostKeyAnswer answer) {
                    m_answers.insert(server, answer);
                    return answer;
                });
        const HostKeyAnswer answer
            = isChanged ? HostKeyAnswer::Replace : HostKeyAnswer::AcceptAndRemember;
        m_answers.insert(question.server, answer);
        return QtFuture::makeReadyValueFuture(answer);
    }

    QFuture<AgentWaitAnswer> showAgentWait(const AgentWait &) override
    {
        // Nobody has to touch a token for this either.
        return QtFuture::makeReadyValueFuture(AgentWaitAnswer::GiveUp);
    }

    QString trustCommand() const override { return m_terminal.trustCommand(); }

    void setTrustOptions(const QStringList &options) { m_terminal.setTrustOptions(options); }
    /// A fingerprint that is given takes the place of the question.
    bool lacksTerminal() const { return m_fingerprint.isEmpty() && !m_input.hasTerminal(); }
    bool mayReplace() const { return m_changed == Changed::MayBeReplaced; }
    enum class Changed { Refused, MayBeReplaced };
    void setChanged(Changed changed) { m_changed = changed; }
    void setFingerprint(const QString &fingerprint) { m_fingerprint = fingerprint; }
    const QString &fingerprint() const { return m_fingerprint; }
    std::optional<HostKeyQuestion> asked(const QString &server) const
    {
        const auto found = m_asked.constFind(server);
        return found == m_asked.cend() ? std::nullopt : std::optional(*found);
    }
    /// What was decided; Refuse where nothing was.
    HostKeyAnswer answer(const QString &server) const
    {
        return m_answers.value(server, HostKeyAnswer::Refuse);
    }

private:
    TerminalInput m_input;
    TerminalPrompter m_terminal;
    QString m_fingerprint; ///< empty: ask
    Changed m_changed = Changed::Refused;
    QMap<QString, HostKeyQuestion> m_asked;
    QMap<QString, HostKeyAnswer> m_answers;
};

SshTrustCommand::SshTrustCommand(const Console &console)
    : ServersCommand(console)
    , m_prompter(std::make_unique<Prompter>(console))
{
    access().setPrompter(*m_prompter);
}

SshTrustCommand::~SshTrustCommand() = default;

CommandSpec SshTrustCommand::spec()
{
    CommandSpec spec;
    spec.name = u"ssh trust"_s;
    spec.summary = tr("Decide on unknown and changed host keys");
    spec.argument = u"[NAME]"_s;
    spec.least = 0;
    spec.most = -1;
    spec.options = {{u"fingerprint"_s, u"SHA256:…"_s,
                     tr("Accept the key that has this fingerprint, and no other, unasked.")},
                    {u"replace"_s, QString(),
                     tr("Where another key is known, put the new one in its place; a file beside "
                        "known_hosts, ending in .old, keeps what was.")},
                    hostOption(),
                    environmentOption(),
                    workspaceOption()};
    spec.description
        = {tr("Connects to each server and shows the fingerprint of a key that known_hosts does "
              "not have. What is accepted is remembered there; “once” accepts nothing for later. "
              "A changed key is refused without --replace, a revoked one always.")};
    spec.exitCodes
        = {{exitcode::success, tr("Every server's key is known.")},
           {exitcode::failed, tr("A key was refused or has changed, or a server did not answer.")},
           {exitcode::usage, tr("Wrong usage, or an unknown server.")},
           {exitcode::interrupted, tr("It was interrupted.")}};
    spec.examples
        = {{u"slipwayctl ssh trust web-1"_s, tr("Compare the fingerprint by eye.")},
           {u"slipwayctl ssh trust web-1 --fingerprint SHA256:uNiVztksCsDhcc0u9e8BrqA"_s,
            tr("With one from the server's console.")},
           {u"slipwayctl ssh trust web-1 --replace"_s, tr("After the server was set up anew.")}};
    return spec;
}

void SshTrustCommand::start(const Arguments &arguments)
{
    const QStringList names = namesIn(arguments.positional());
    if (names.isEmpty() && !arguments.has(u"host"_s))
        return fail(
            {ErrorCode::InvalidInput, tr("Name servers, or hosts of no workspace: --host HOST.")},
            exitcode::usage);
    const auto found = open(arguments, names);
    if (!found)
        return;
    m_prompter->setTrustOptions(trustOptions());
    m_prompter->setFingerprint(arguments.value(u"fingerprint"_s));
    if (arguments.has(u"replace"_s))
        m_prompter->setChanged(Prompter::Changed::MayBeReplaced);
    FanOut::Work work;
    for (const Server &server : *found)
        work.machines.append(server.name.toString());
    // One question after the other.
    work.parallel = 1;
    work.runnerFor = [this](const QString &machine) -> CommandRunner & {
        return servers().runner(ServerId(machine), environment());
    };
    work.commandFor = [](const QString &) {
        Command command;
        command.script = u":"_s;
        return command;
    };
    m_fanOut = std::make_unique<FanOut>(std::move(work), clock());
    connect(m_fanOut.get(), &FanOut::ended, this, &SshTrustCommand::end);
    connect(m_fanOut.get(), &FanOut::finished, this, [this] { finishLater(m_exitCode); });
    m_fanOut->start();
}

void SshTrustCommand::interrupt()
{
    m_exitCode = exitcode::interrupted;
    m_isInterrupted = true;
    if (m_fanOut)
        m_fanOut->cancel();
    else
        ServersCommand::interrupt();
}

void SshTrustCommand::end(const QString &machine, const CommandResult &result)
{
    const auto asked = m_prompter->asked(machine);
    const ErrorCode code = result.error ? result.error->code : ErrorCode::Internal;
    const HostKeyAnswer answer = m_prompter->answer(machine);
    const bool isKept
        = answer == HostKeyAnswer::AcceptAndRemember || answer == HostKeyAnswer::Replace;
    if (m_isInterrupted && code == ErrorCode::Cancelled && !isKept)
        return console().error(
            tr("slipwayctl: %1: nothing was decided about its key.").arg(machine));
    if (asked && answer == HostKeyAnswer::AcceptOnce) {
        m_exitCode = exitcode::failed;
        return console().error(
            tr("slipwayctl: %1: %2 %3 is not remembered, so it is not trusted later.")
                .arg(machine, asked->keyType, asked->fingerprint));
    }
    // Whether one can log in with a known key is another matter.
    const bool isKeyGood = !result.error || code == ErrorCode::Authentication
        || code == ErrorCode::Cancelled || code == ErrorCode::ExitStatus;
    if (isKeyGood && asked && asked->kind == HostKeyQuestion::Kind::Changed)
        console().out(tr("%1: %2 %3 is trusted now, and the old key %4 no longer")
                          .arg(machine, asked->keyType, asked->fingerprint,
                               asked->known.first().fingerprint));
    else if (isKeyGood && asked)
        console().out(tr("%1: %2 %3 is trusted").arg(machine, asked->keyType, asked->fingerprint));
    else if (isKeyGood)
        console().out(tr("%1: its key was known already").arg(machine));
    if (isKeyGood)
        return;
    if (!m_isInterrupted)
        m_exitCode = exitcode::failed;
    console().error(u"slipwayctl: "_s
                    + (asked ? refusal(machine, *asked, result) : failureOf(machine, result)));
}

QString SshTrustCommand::refusal(const QString &machine, const HostKeyQuestion &asked,
                                 const CommandResult &result) const
{
    const QString given = m_prompter->fingerprint();
    if (!given.isEmpty() && asked.fingerprint != given)
        return tr("%1 has the %2 key %3, not the one with the fingerprint that was given. Nothing "
                  "was remembered.")
            .arg(machine, asked.keyType, asked.fingerprint);
    if (!asked.isKept)
        return tr("%1 has the %2 key %3, which cannot be remembered: its UserKnownHostsFile is "
                  "“none” or no file. Name a file there in ~/.ssh/config, or as known_hosts of the "
                  "server in slipway.yaml.")
            .arg(machine, asked.keyType, asked.fingerprint);
    const bool isChanged = asked.kind == HostKeyQuestion::Kind::Changed;
    if (m_prompter->lacksTerminal() && !isChanged)
        return tr("%1 has the %2 key %3, and there is no terminal to ask about it. When it is "
                  "right, accept it with --fingerprint %3.")
            .arg(machine, asked.keyType, asked.fingerprint);
    if (m_prompter->lacksTerminal() && m_prompter->mayReplace()) {
        const KnownHostKey &old = asked.known.first();
        return tr("%1 has the %2 key %3 in place of the %4 key %5 (%6, line %7), and there is no "
                  "terminal to ask about it. When it is right, replace the old one with --replace "
                  "--fingerprint %3.")
            .arg(machine, asked.keyType, asked.fingerprint, old.keyType, old.fingerprint, old.file)
            .arg(old.line);
    }
    return failureOf(machine, result);
}

} // namespace slipway
