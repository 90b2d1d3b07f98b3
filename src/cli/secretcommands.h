// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/systemclock.h"
#include "cli/clicommand.h"
#include "cli/terminalinput.h"
#include "secrets/secretstore.h"

#include <optional>

class QSocketNotifier;

namespace slipway {

/// What the commands on a workspace's secrets in the keychain have in common.
class SecretCommand : public CliCommand
{
    Q_OBJECT
public:
    void start(const Arguments &arguments) final;

protected:
    using CliCommand::CliCommand;

    /// What is wrong with the call, before anything is opened.
    virtual std::optional<Error> refusal(const Arguments &arguments) const;
    /// With the keychain opened.
    virtual void begin(const Arguments &arguments) = 0;

    SecretStore &store() { return *m_store; }
    /// Only where the command takes one.
    const SecretName &name() const { return *m_name; }
    void failWith(const Error &error);
    /// Ends with what became of it.
    void finishAfter(const QFuture<Result<void>> &operation);

private:
    SystemClock m_clock;
    std::unique_ptr<SecretStore> m_store;
    std::optional<SecretName> m_name;
};

/// `secret set`: stores a value from standard input, or one that is typed in twice unseen.
class SecretSetCommand final : public SecretCommand
{
    Q_OBJECT
public:
    explicit SecretSetCommand(const Console &console) : SecretCommand(console), m_terminal(console)
    { }

    static CommandSpec spec();

private:
    enum class LineEnd { TakeOff, Keep };

    std::optional<Error> refusal(const Arguments &arguments) const override;
    void begin(const Arguments &arguments) override;
    void askTwice();
    void readOn();
    void storeInput();
    void write(Secret value);

    TerminalInput m_terminal;
    QSocketNotifier *m_notifier = nullptr;
    SecretMemory m_input;
    std::size_t m_filled = 0;
    LineEnd m_lineEnd = LineEnd::TakeOff;
};

/// `secret get`: writes a value to standard output.
class SecretGetCommand final : public SecretCommand
{
    Q_OBJECT
public:
    using SecretCommand::SecretCommand;

    static CommandSpec spec();

private:
    std::optional<Error> refusal(const Arguments &arguments) const override;
    void begin(const Arguments &arguments) override;
    void print(const Secret &value);
};

/// `secret list`: the names.
class SecretListCommand final : public SecretCommand
{
    Q_OBJECT
public:
    using SecretCommand::SecretCommand;

    static CommandSpec spec();

private:
    void begin(const Arguments &arguments) override;
};

/// `secret remove`.
class SecretRemoveCommand final : public SecretCommand
{
    Q_OBJECT
public:
    using SecretCommand::SecretCommand;

    static CommandSpec spec();

private:
    void begin(const Arguments &arguments) override;
};

} // namespace slipway
