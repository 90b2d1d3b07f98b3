// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/sshforwardcommand.h"

#include "cli/exitcode.h"
#include "ssh/sshforwards.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <array>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

QString nameOf(ForwardSpec::Kind kind)
{
    switch (kind) {
    case ForwardSpec::Kind::Local:
        return u"local"_s;
    case ForwardSpec::Kind::Remote:
        return u"remote"_s;
    case ForwardSpec::Kind::Dynamic:
        break;
    }
    return u"dynamic"_s;
}

QJsonObject described(const SshForward &forward, const QString &event)
{
    QJsonObject object{{u"event"_s, event},
                       {u"host"_s, forward.server()},
                       {u"kind"_s, nameOf(forward.spec().kind)}};
    if (forward.spec().kind != ForwardSpec::Kind::Dynamic)
        object.insert(u"target"_s, forward.spec().target());
    return object;
}

} // namespace

CommandSpec SshForwardCommand::spec()
{
    CommandSpec spec;
    spec.name = u"ssh forward"_s;
    spec.summary = tr("Forward ports over a server");
    spec.options
        = {{u"on"_s, u"NAME"_s, tr("The server; required.")},
           {u"L"_s, u"[ADDRESS:]PORT:HOST:HOSTPORT"_s,
            tr("Listen here and lead to what the server can reach; /SOCKET instead of "
               "HOST:HOSTPORT is a Unix socket there."),
            OptionSpec::Many::Yes},
           {u"R"_s, u"[ADDRESS:]PORT:HOST:HOSTPORT"_s,
            tr("Listen on the server and lead to what this machine can reach."),
            OptionSpec::Many::Yes},
           {u"D"_s, u"[ADDRESS:]PORT"_s,
            tr("Listen here for SOCKS 4, 4a and 5 clients and lead to where they ask for, from "
               "the server."),
            OptionSpec::Many::Yes},
           {u"json"_s, QString(), tr("Print a line of JSON for each event.")},
           hostOption(),
           environmentOption(),
           workspaceOption()};
    spec.description
        = {tr("Prints what listens where and goes on until Ctrl-C. Port 0 is one that is free. "
              "Without an address only this machine (or, with -R, the server itself) can connect. "
              "All of it goes over one connection, which is made again when it was lost; what "
              "listens here goes on listening.")};
    spec.exitCodes = {{exitcode::success, tr("It was ended by Ctrl-C.")},
                      {exitcode::failed, tr("A forward could not begin.")},
                      {exitcode::usage, tr("Wrong usage, or an unknown server.")}};
    spec.examples
        = {{u"slipwayctl ssh forward --on db-1 -L 5432:localhost:5432"_s, QString()},
           {u"slipwayctl ssh forward --on bastion -D 1080 -R 0:localhost:3000"_s, QString()}};
    return spec;
}

Result<QList<ForwardSpec>> SshForwardCommand::specsOf(const Arguments &arguments)
{
    QList<ForwardSpec> specs;
    const std::array<std::pair<QString, ForwardSpec::Kind>, 3> kinds{
        {{u"L"_s, ForwardSpec::Kind::Local},
         {u"R"_s, ForwardSpec::Kind::Remote},
         {u"D"_s, ForwardSpec::Kind::Dynamic}}};
    for (const auto &[option, kind] : kinds) {
        for (const QString &text : arguments.values(option)) {
            const auto parsed = ForwardSpec::parse(kind, text);
            if (!parsed)
                return std::unexpected(parsed.error());
            specs << *parsed;
        }
    }
    if (specs.isEmpty())
        return failure(ErrorCode::InvalidInput,
                       tr("Say what to forward: -L, -R or -D with a place."));
    return specs;
}

void SshForwardCommand::start(const Arguments &arguments)
{
    const QStringList names = namesIn(arguments.values(u"on"_s));
    if (names.isEmpty() && !arguments.has(u"host"_s))
        return fail({ErrorCode::InvalidInput, tr("Name a server: --on NAME.")}, exitcode::usage);
    const auto specs = specsOf(arguments);
    if (!specs)
        return fail(specs.error(), exitcode::usage);
    const auto found = open(arguments, names);
    if (!found)
        return;
    if (found->size() > 1)
        return fail(
            {ErrorCode::InvalidInput,
             tr("A port can lead over one server only; %1 are several.").arg(names.join(u", "_s))},
            exitcode::usage);
    m_isJson = arguments.has(u"json"_s);
    SshForwards &forwards = servers().forwards(environment());
    for (const ForwardSpec &spec : *specs)
        follow(forwards.add(found->constFirst().name.toString(), spec));
}

void SshForwardCommand::follow(SshForward &forward)
{
    m_forwards << &forward;
    auto told = std::make_shared<Told>();
    connect(&forward, &SshForward::changed, this,
            [this, &forward, told] { onChanged(forward, *told); });
}

void SshForwardCommand::onChanged(SshForward &forward, Told &told)
{
    const ForwardStatus status = forward.status();
    if (m_isEnding)
        return;
    if (status.state == ForwardStatus::State::Failed) {
        m_isEnding = true;
        sayError(forward, *status.error);
        finishLater(exitcode::failed);
        return;
    }
    if (status.error && status.error != std::exchange(told.error, status.error))
        sayError(forward, *status.error);
    const auto before = std::exchange(told.state, status.state);
    if (status.state == ForwardStatus::State::Listening && before != status.state) {
        m_saidErrors.clear();
        sayListening(forward, status);
    }
}

void SshForwardCommand::interrupt()
{
    if (std::exchange(m_isEnding, true))
        return;
    for (const SshForward *forward : std::as_const(m_forwards))
        sayEnd(*forward);
    finishLater(exitcode::success);
}

void SshForwardCommand::sayListening(const SshForward &forward, const ForwardStatus &status) const
{
    if (m_isJson) {
        QJsonObject object = described(forward, u"listening"_s);
        object.insert(u"address"_s, status.address);
        object.insert(u"port"_s, status.port);
        console().rawOut(QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n');
        return;
    }
    const QString where = (status.address.contains(u':') ? u"[%1]:%2"_s : u"%1:%2"_s)
                              .arg(status.address)
                              .arg(status.port);
    switch (forward.spec().kind) {
    case ForwardSpec::Kind::Local:
        console().out(
            tr("%1 leads over %2 to %3").arg(where, forward.server(), forward.spec().target()));
        break;
    case ForwardSpec::Kind::Remote:
        console().out(tr("%1 on %2 leads to %3 from this machine")
                          .arg(where, forward.server(), forward.spec().target()));
        break;
    case ForwardSpec::Kind::Dynamic:
        console().out(tr("%1 is a SOCKS proxy over %2").arg(where, forward.server()));
        break;
    }
}

void SshForwardCommand::sayError(const SshForward &forward, const Error &error)
{
    if (m_isJson) {
        QJsonObject object = described(forward, u"error"_s);
        object.insert(
            u"error"_s,
            QJsonObject{{u"code"_s, toString(error.code)}, {u"message"_s, error.message}});
        console().rawOut(QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n');
    }
    if (m_saidErrors.contains(error.message))
        return;
    m_saidErrors.insert(error.message);
    console().error(errorLine(error));
}

void SshForwardCommand::sayEnd(const SshForward &forward) const
{
    if (!m_isJson)
        return;
    const ForwardStatus status = forward.status();
    QJsonObject object = described(forward, u"ended"_s);
    object.insert(u"connections"_s, status.total);
    object.insert(u"sent"_s, qint64(status.sent));
    object.insert(u"received"_s, qint64(status.received));
    console().rawOut(QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n');
}

} // namespace slipway
