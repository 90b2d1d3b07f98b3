// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/envdeliverycommands.h"

#include "cli/envarguments.h"
#include "cli/exitcode.h"
#include "env/envmerge.h"

#include <QDir>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

using State = EnvKeyComparison::State;

QString keyText(const QByteArray &key)
{
    return QString::fromUtf8(key);
}

Result<int> modeOf(const QString &text)
{
    bool isOctal = false;
    const int mode = text.toInt(&isOctal, 8);
    if (!isOctal || mode < 0 || mode > 0777)
        return failure(ErrorCode::InvalidInput,
                       EnvDeliveryCommand::tr("--mode takes permissions in octal digits, as 0600, "
                                              "not “%1”.")
                           .arg(text));
    return mode;
}

} // namespace

CommandSpec EnvDeliveryCommand::specOf(const QString &name)
{
    CommandSpec spec;
    spec.name = name;
    spec.argument = u"FILE"_s;
    spec.most = 1;
    spec.options
        = {{u"server"_s, u"NAME[,NAME]"_s, tr("Servers and groups of the environment; required."),
            OptionSpec::Many::Yes},
           {u"environment"_s, u"NAME"_s, tr("Without it: the one in use in slipway.yaml.")},
           {u"path"_s, u"PATH"_s,
            tr("Where the file stands on the servers. Without it: as slipway.yaml says.")},
           dialectOption(tr("The loader that reads the file there (default: as slipway.yaml "
                            "says).")),
           {u"workspace"_s, u"DIR"_s,
            tr("The workspace folder. Without it: the nearest one round the current folder.")}};
    return spec;
}

Result<EnvTarget> EnvDeliveryCommand::targetOf(const Arguments &arguments) const
{
    EnvTarget target;
    for (const QString &names : arguments.values(u"server"_s))
        target.on += names.split(u',', Qt::SkipEmptyParts);
    if (target.on.isEmpty())
        return failure(ErrorCode::InvalidInput, tr("Name a server: --server NAME."));
    target.environment = arguments.value(u"environment"_s);
    target.path = arguments.value(u"path"_s);
    if (arguments.has(u"dialect"_s)) {
        const Result<QList<EnvDialect>> dialects = dialectsOf(arguments, {});
        if (!dialects)
            return std::unexpected(dialects.error());
        target.dialect = dialects->constFirst();
    }
    if (arguments.has(u"mode"_s)) {
        const Result<int> mode = modeOf(arguments.value(u"mode"_s));
        if (!mode)
            return std::unexpected(mode.error());
        target.mode = *mode;
    }
    return target;
}

void EnvDeliveryCommand::start(const Arguments &arguments)
{
    Result<EnvTarget> target = targetOf(arguments);
    if (!target)
        return fail(target.error(), exitcode::usage);
    const Result<Workspace *> opened = m_access.open(arguments.value(u"workspace"_s), {});
    if (!opened)
        return fail(opened.error(), exitcode::usage);
    m_workspace = *opened;
    m_target = *std::move(target);
    const Result<QList<EnvPlace>> places = env().places(m_target);
    if (!places)
        return fail(places.error(), exitcode::usage);
    for (const EnvPlace &place : *places)
        m_places.insert(place.server, place);
    m_path = arguments.positional().value(0);
    if (m_path.isEmpty())
        m_path = QDir(m_workspace->folder()).absoluteFilePath(env().file(m_target.environment));
    begin(arguments);
}

void EnvDeliveryCommand::interrupt()
{
    m_isInterrupted = true;
    if (m_running)
        m_running->cancel();
    else
        CliCommand::interrupt();
}

QString EnvDeliveryCommand::placeOn(const ServerId &server) const
{
    return server.toString() + u':' + m_places.value(server).path;
}

RunningEnvDelivery *EnvDeliveryCommand::follow(WorkspaceEnv::Started started,
                                               std::function<void(int exitCode)> done)
{
    if (!started) {
        fail(started.error(), exitcode::usage);
        return nullptr;
    }
    m_running = *std::move(started);
    connect(m_running.get(), &RunningEnvDelivery::failed, this,
            [this](const ServerId &server, const Error &error) {
                m_exitCode = exitcode::failed;
                console().error(u"slipwayctl: %1: %2"_s.arg(placeOn(server), error.message));
            });
    connect(m_running.get(), &RunningEnvDelivery::finished, this, [this, done = std::move(done)] {
        m_running.release()->deleteLater();
        if (m_isInterrupted)
            finishLater(exitcode::interrupted);
        else
            done(m_exitCode);
    });
    return m_running.get();
}

CommandSpec EnvCompareCommand::spec()
{
    CommandSpec spec = specOf(u"env compare"_s);
    spec.summary = tr("Compare a .env file with the servers' by key");
    spec.options.append({u"format"_s,
                         u"FORMAT"_s,
                         tr("text: a line a key. json: a list of servers with their keys."),
                         OptionSpec::Many::No,
                         {u"text"_s, u"json"_s}});
    spec.description
        = {tr("Prints “SERVER: STATE KEY” for each key that would not be the same after a push: "
              "changed, only-here, only-there, or unknown, when its secret is not to be had. Both "
              "files are read as their loader does; values are compared by salted hashes and never "
              "printed. Without FILE it is the environment's own.")};
    spec.exitCodes = {{exitcode::success, tr("All servers have what the file says.")},
                      {exitcode::failed, tr("They differ, or a server could not be asked.")},
                      {exitcode::usage, tr("Wrong usage, or a file that cannot be read.")}};
    spec.examples = {{u"slipwayctl env compare --server web"_s, QString()}};
    return spec;
}

void EnvCompareCommand::begin(const Arguments &arguments)
{
    const Result<QByteArray> text = readEnvInput(path());
    if (!text)
        return fail(text.error(), exitcode::usage);
    const bool isJson = arguments.value(u"format"_s) == "json"_L1;
    RunningEnvDelivery *running
        = follow(env().compare(*text, target()), [this, isJson](int exitCode) {
              if (isJson)
                  console().rawOut(QJsonDocument(m_servers).toJson(QJsonDocument::Compact) + '\n');
              finishLater(exitCode == exitcode::success && m_differs ? exitcode::failed : exitCode);
          });
    if (running == nullptr)
        return;
    connect(running, &RunningEnvDelivery::compared, this,
            [this, isJson](const ServerId &server, const EnvComparison &comparison) {
                m_differs = m_differs || !comparison.isSame();
                if (isJson)
                    collect(server, comparison);
                else
                    print(server, comparison);
            });
    if (isJson) {
        connect(running, &RunningEnvDelivery::failed, this,
                [this](const ServerId &server, const Error &error) {
                    m_servers.append(QJsonObject{{u"server"_s, server.toString()},
                                                 {u"error"_s, toString(error.code)},
                                                 {u"message"_s, error.message}});
                });
    }
}

void EnvCompareCommand::print(const ServerId &server, const EnvComparison &comparison)
{
    const QString &name = server.toString();
    if (comparison.there == EnvComparison::There::Missing)
        console().out(tr("%1: no file").arg(placeOn(server)));
    if (comparison.isSame())
        console().out(u"%1: same"_s.arg(name));
    for (const EnvKeyComparison &key : comparison.keys) {
        if (key.state != State::Same)
            console().out(u"%1: %2 %3"_s.arg(name, toString(key.state), keyText(key.key)));
    }
    for (const EnvSecretProblem &problem : comparison.problems)
        console().error(u"slipwayctl: %1"_s.arg(problem.error.message));
    if (comparison.faults > 0)
        console().error(
            tr("slipwayctl: the loader complains of %n line(s) of %1.", nullptr, comparison.faults)
                .arg(placeOn(server)));
}

void EnvCompareCommand::collect(const ServerId &server, const EnvComparison &comparison)
{
    QJsonArray keys;
    for (const EnvKeyComparison &key : comparison.keys)
        keys.append(QJsonObject{{u"key"_s, keyText(key.key)}, {u"state"_s, toString(key.state)}});
    QJsonObject object{{u"server"_s, server.toString()},
                       {u"place"_s, placeOn(server)},
                       {u"found"_s, comparison.there == EnvComparison::There::Found},
                       {u"same"_s, comparison.isSame()},
                       {u"keys"_s, keys}};
    if (comparison.there == EnvComparison::There::Found)
        object.insert(u"mode"_s, u"%1"_s.arg(comparison.mode, 4, 8, QChar(u'0')));
    if (comparison.modified.isValid())
        object.insert(u"modified"_s, comparison.modified.toString(Qt::ISODate));
    m_servers.append(object);
}

CommandSpec EnvPushCommand::spec()
{
    CommandSpec spec = specOf(u"env push"_s);
    spec.summary = tr("Upload a .env file to servers");
    spec.options.append(
        {u"mode"_s, u"MODE"_s,
         tr("The file's permissions there, in octal digits (default: as slipway.yaml says, or "
            "0600).")});
    spec.description = {
        tr("Puts secrets of the keychain into the places of their references, proves that the "
           "loader there reads back exactly what it should, and only then writes: beside the old "
           "file, checked by hash, then in its place. The old file stays as "
           "NAME.slipway-previous. Without FILE it is the environment's own."),
        tr("When a secret is missing, or the loader could not read it back, nothing is uploaded to "
           "any server.")};
    spec.exitCodes
        = {{exitcode::success, tr("All servers have the file.")},
           {exitcode::failed, tr("At least one server has not got it; the message says why.")},
           {exitcode::usage, tr("Wrong usage, or a file that cannot be read.")}};
    spec.examples = {
        {u"slipwayctl env push --server web"_s, QString()},
        {u"slipwayctl env push .env.production --server web-1 --path /srv/shop/.env"_s, QString()}};
    return spec;
}

void EnvPushCommand::begin(const Arguments &)
{
    const Result<QByteArray> text = readEnvInput(path());
    if (!text)
        return fail(text.error(), exitcode::usage);
    RunningEnvDelivery *running
        = follow(env().push(*text, target()), [this](int exitCode) { finishLater(exitCode); });
    if (running == nullptr)
        return;
    connect(
        running, &RunningEnvDelivery::pushed, this,
        [this](const ServerId &server, const UploadResult &result) {
            if (!result.changed)
                console().out(tr("%1: unchanged").arg(placeOn(server)));
            else if (result.previous.isEmpty())
                console().out(tr("%1: uploaded").arg(placeOn(server)));
            else
                console().out(
                    tr("%1: uploaded; the old file is %2").arg(placeOn(server), result.previous));
        });
}

CommandSpec EnvPullCommand::spec()
{
    CommandSpec spec = specOf(u"env pull"_s);
    spec.summary = tr("Take over a server's .env file, key by key");
    spec.options.append({u"print"_s, QString(),
                         tr("Only print which keys would be taken over; the file stays as it "
                            "is.")});
    spec.description = {
        tr("Reads the file of one server. Keys that have another value there, or are only there, "
           "are taken over into FILE as they are written there, and printed: “~ KEY”, “+ KEY”. "
           "All else in FILE stays: keys that only it has, comments, order. A FILE that is not "
           "there is made (0600), a copy of the server's."),
        tr("A key whose value is kept in the keychain is never overwritten with plain text: if the "
           "server has another value, that is said, and ends with 1.")};
    spec.exitCodes
        = {{exitcode::success, tr("The file has what the server has.")},
           {exitcode::failed, tr("The server could not be asked, or a key was not taken over.")},
           {exitcode::usage,
            tr("Wrong usage, or a file that cannot be read or "
               "written.")}};
    spec.examples = {{u"slipwayctl env pull --server web-1 --print"_s, QString()}};
    return spec;
}

void EnvPullCommand::begin(const Arguments &arguments)
{
    m_printsOnly = arguments.has(u"print"_s);
    const Result<QList<EnvPlace>> places = env().places(target());
    if (places && places->size() != 1)
        return fail({ErrorCode::InvalidInput,
                     tr("A file can be taken over from one server only; these are %1.")
                         .arg(places->size())},
                    exitcode::usage);
    Result<EnvFileContent> mine = readEnvFile(path());
    if (!mine && mine.error().code == ErrorCode::NotFound)
        mine = newEnvFile(path()).transform(
            [](const EnvFileState &state) { return EnvFileContent{state, {}}; });
    if (!mine)
        return fail(mine.error(), exitcode::usage);
    m_mine = *mine;
    // What a reference to a secret stands for is known to a comparison only.
    RunningEnvDelivery *running
        = follow(env().compare(m_mine.bytes, target()), [this](int exitCode) {
              if (m_comparison)
                  pull();
              else
                  finishLater(exitCode);
          });
    if (running == nullptr)
        return;
    connect(
        running, &RunningEnvDelivery::compared, this,
        [this](const ServerId &, const EnvComparison &comparison) { m_comparison = comparison; });
}

void EnvPullCommand::pull()
{
    RunningEnvDelivery *running = follow(env().pull(target()), [this](int exitCode) {
        if (m_pulled)
            merge(*m_pulled);
        else
            finishLater(exitCode);
    });
    if (running == nullptr)
        return;
    connect(running, &RunningEnvDelivery::pulled, this,
            [this](const ServerId &, const RemoteFile &file) { m_pulled = file.content; });
}

void EnvPullCommand::merge(const QByteArray &theirs)
{
    EnvDocument document(m_mine.bytes);
    QSet<QByteArray> kept;
    const EnvSecretReferences references = envSecretReferences(document);
    for (const EnvSecretReference &reference : references.references)
        kept.insert(reference.key);
    QList<QByteArray> taken;
    int exitCode = exitcode::success;
    for (const EnvKeyComparison &key : std::as_const(m_comparison->keys)) {
        if (key.state == State::Same || key.state == State::OnlyHere)
            continue;
        if (kept.contains(key.key)) {
            exitCode = exitcode::failed;
            console().error(key.state == State::Unknown
                                ? tr("slipwayctl: whether the server has the secret of %1 is not "
                                     "known: the keychain does not give it.")
                                      .arg(keyText(key.key))
                                : tr("slipwayctl: %1 is kept in the keychain, and the server has "
                                     "another value; it was not taken over.")
                                      .arg(keyText(key.key)));
            continue;
        }
        taken.append(key.key);
        console().out((key.state == State::OnlyThere ? u"+ "_s : u"~ "_s) + keyText(key.key));
    }
    const bool isNew = m_mine.state.kind == EnvFileState::Kind::Missing;
    if (m_printsOnly || (taken.isEmpty() && !isNew))
        return finishLater(exitCode);
    QByteArray bytes = theirs;
    if (!isNew) {
        document.apply(adoptEnvKeys(document, EnvDocument(theirs), taken));
        bytes = document.bytes();
    }
    if (const Result<EnvFileState> saved = saveEnvFile(m_mine.state, bytes); !saved)
        return fail(saved.error(), exitcode::usage);
    finishLater(exitCode);
}

} // namespace slipway
