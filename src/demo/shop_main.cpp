// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo/processend.h"
#include "demo/shopclient.h"
#include "demo/shopserver.h"
#include "demo/webhooksink.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>

#include <cstdio>

#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace slipway;

namespace {
constexpr int usageStatus = 2;

void print(FILE *stream, const QString &text)
{
    const QByteArray bytes = (text + u'\n').toUtf8();
    std::fwrite(bytes.constData(), 1, size_t(bytes.size()), stream);
    std::fflush(stream);
}

int fail(const Error &error)
{
    print(stderr, u"slipway-demo-shop: "_s + error.message);
    return 1;
}

Result<std::unique_ptr<ShopDatabase>> openDatabase(const QCommandLineParser &arguments)
{
    const Result<ShopConfig> config = ShopConfig::read(arguments.value(u"env-file"_s));
    if (!config)
        return std::unexpected(config.error());
    return ShopDatabase::open(config->databasePath, ShopDatabase::Open::CreateIfMissing);
}

/// Writes the process id beside and renames, so that nobody reads half a number.
Result<void> writePidFile(const QString &path)
{
    QFile file(path + ".new"_L1);
    const QByteArray text = QByteArray::number(QCoreApplication::applicationPid()) + '\n';
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size() || !file.flush()
        || std::rename(QFile::encodeName(file.fileName()).constData(),
                       QFile::encodeName(path).constData())
            != 0)
        return failure(ErrorCode::Io, u"The file %1 cannot be written."_s.arg(path));
    return {};
}

/// HOST:PORT; port 0 takes a free one.
std::pair<QHostAddress, quint16> address(const QString &text)
{
    const qsizetype colon = text.lastIndexOf(u':');
    return {QHostAddress(text.left(colon)), QStringView(text).mid(colon + 1).toUShort()};
}

int untilTheEnd(const QCommandLineParser &arguments)
{
    ProcessEnd end;
    if (arguments.isSet(u"exit-with"_s))
        end.watchProcess(arguments.value(u"exit-with"_s).toLongLong());
    QObject::connect(&end, &ProcessEnd::requested, qApp, &QCoreApplication::quit);
    return QCoreApplication::exec();
}

int serve(const QCommandLineParser &arguments)
{
    Result<ShopConfig> config = ShopConfig::read(arguments.value(u"env-file"_s));
    if (!config)
        return fail(config.error());
    Result<ShopRelease> release = ShopRelease::read(arguments.value(u"release"_s));
    if (!release)
        return fail(release.error());
    // Switching the link later must not change what this process serves.
    const QString releaseFolder = QFileInfo(arguments.value(u"release"_s)).canonicalFilePath();
    config->folder = QFileInfo(releaseFolder + "/../../shared"_L1).canonicalFilePath();
    config->cache = arguments.value(u"cache"_s);
    config->faults = arguments.value(u"faults"_s);
    const QString version = release->version;
    Shop shop(*std::move(config), *std::move(release), arguments.value(u"outbox"_s));
    QFile accessLog(arguments.value(u"access-log"_s));
    if (arguments.isSet(u"access-log"_s)
        && !accessLog.open(QIODevice::WriteOnly | QIODevice::Append))
        return fail(
            {ErrorCode::Io, u"The access log cannot be written: "_s + accessLog.errorString()});

    ShopServer server(shop, accessLog.isOpen() ? &accessLog : nullptr);
    const auto [host, port] = address(arguments.value(u"listen"_s));
    const Result<quint16> bound = server.listen(host, port);
    if (!bound)
        return fail(bound.error());
    const QString pidFile = arguments.value(u"pid-file"_s);
    if (!pidFile.isEmpty()) {
        if (Result<void> written = writePidFile(pidFile); !written)
            return fail(written.error());
    }
    print(stdout,
          u"listening on %1:%2, release %3"_s.arg(host.toString()).arg(*bound).arg(version));
    const int status = untilTheEnd(arguments);
    if (!pidFile.isEmpty())
        QFile::remove(pidFile);
    print(stdout, u"stopped"_s);
    return status;
}

int sink(const QCommandLineParser &arguments)
{
    WebhookSink server(arguments.value(u"file"_s));
    const auto [host, port] = address(arguments.value(u"listen"_s));
    const Result<quint16> bound = server.listen(host, port);
    if (!bound)
        return fail(bound.error());
    print(stdout, u"listening on %1:%2"_s.arg(host.toString()).arg(*bound));
    return untilTheEnd(arguments);
}

int migrate(const QCommandLineParser &arguments)
{
    const Result<ShopRelease> release = ShopRelease::read(arguments.value(u"release"_s));
    if (!release)
        return fail(release.error());
    const auto database = openDatabase(arguments);
    if (!database)
        return fail(database.error());
    const Result<int> before = (*database)->schema();
    if (!before)
        return fail(before.error());
    const int target
        = arguments.isSet(u"to"_s) ? arguments.value(u"to"_s).toInt() : release->schema;
    if (Result<void> done = (*database)->migrate(release->migrations, target); !done)
        return fail(done.error());
    print(stdout,
          *before == target ? u"schema %1, nothing to do"_s.arg(target)
                            : u"schema %1 -> %2"_s.arg(*before).arg(target));
    return 0;
}

int createAdmin(const QCommandLineParser &arguments)
{
    const Result<ShopConfig> config = ShopConfig::read(arguments.value(u"env-file"_s));
    if (!config)
        return fail(config.error());
    const auto database = openDatabase(arguments);
    if (!database)
        return fail(database.error());
    if (Result<void> done = (*database)->putAdmin(config->adminUser, config->adminPassword); !done)
        return fail(done.error());
    print(stdout, u"administrator %1 is there"_s.arg(config->adminUser));
    return 0;
}

int backUp(const QCommandLineParser &arguments)
{
    const auto database = openDatabase(arguments);
    if (!database)
        return fail(database.error());
    const QString path = arguments.value(u"file"_s);
    if (Result<void> done = (*database)->backUpTo(path); !done)
        return fail(done.error());
    const auto copy = ShopDatabase::open(path, ShopDatabase::Open::Existing);
    const Result<int> schema = copy ? (*copy)->schema() : std::unexpected(copy.error());
    if (!schema)
        return fail(schema.error());
    print(stdout, u"copied to %1, schema %2"_s.arg(path).arg(*schema));
    return 0;
}

int runClient(ShopClient &client)
{
    QObject::connect(&client, &ShopClient::finished, qApp, &QCoreApplication::exit,
                     Qt::QueuedConnection);
    return QCoreApplication::exec();
}

int request(const QCommandLineParser &arguments)
{
    ShopClient client;
    ShopClient::Request request;
    request.method = arguments.positionalArguments().value(1).toLatin1();
    request.url = QUrl(arguments.positionalArguments().value(2));
    request.cookieFile = arguments.value(u"cookies"_s);
    request.count = std::max(1, arguments.value(u"count"_s).toInt());
    if (arguments.isSet(u"form"_s)) {
        // From standard input alone: an argument list is everybody's to read.
        QFile input;
        if (input.open(STDIN_FILENO, QIODevice::ReadOnly))
            request.form = input.readAll().trimmed();
    }
    client.send(request);
    return runClient(client);
}

int health(const QCommandLineParser &arguments)
{
    ShopClient client;
    client.waitForHealth({QUrl(arguments.positionalArguments().value(1)),
                          std::chrono::seconds(arguments.value(u"wait"_s).toInt()),
                          arguments.value(u"expect"_s)});
    return runClient(client);
}

void addOptions(QCommandLineParser &parser)
{
    parser.setApplicationDescription(
        u"The demo shop of Slipway and the small tools of its deployment.\n\n"
        "Commands: serve, migrate, create-admin, backup, health URL, request METHOD URL, "
        "webhook-sink"_s);
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addPositionalArgument(u"command"_s, u"What to do."_s);
    parser.addOptions({
        {u"env-file"_s, u"The environment file."_s, u"file"_s},
        {u"release"_s, u"The release folder."_s, u"folder"_s},
        {u"listen"_s, u"Loopback address and port; port 0 takes a free one."_s, u"host:port"_s},
        {u"pid-file"_s, u"Where to write the process id."_s, u"file"_s},
        {u"access-log"_s, u"Where to append a JSON line for each request."_s, u"file"_s},
        {u"cache"_s, u"A Redis on loopback that pages are kept in."_s, u"host:port"_s},
        {u"faults"_s, u"A file of faults: \"errors PERCENT\", \"delay MILLISECONDS\"."_s,
         u"file"_s},
        {u"outbox"_s, u"Where mails are put."_s, u"folder"_s},
        {u"exit-with"_s, u"End when this process ends."_s, u"pid"_s},
        {u"to"_s, u"migrate: the schema to end at."_s, u"number"_s},
        {u"file"_s, u"backup, webhook-sink: the file to write."_s, u"file"_s},
        {u"form"_s, u"request: read the form from standard input."_s},
        {u"cookies"_s, u"request: keep cookies in this file."_s, u"file"_s},
        {u"count"_s, u"request: how often to send it."_s, u"number"_s},
        {u"wait"_s, u"health: how long to go on asking."_s, u"seconds"_s},
        {u"expect"_s, u"health: the version that must answer."_s, u"version"_s},
    });
}
} // namespace

int main(int argc, char **argv)
{
    // The deployment's scripts may run where the desktop's settings are unknown.
    QCoreApplication app(argc, argv);
    QCoreApplication::setApplicationName(u"slipway-demo-shop"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(SLIPWAY_VERSION));
    QCommandLineParser parser;
    addOptions(parser);
    parser.process(app);

    const QMap<QString, int (*)(const QCommandLineParser &)> commands{
        {u"serve"_s, serve},       {u"migrate"_s, migrate}, {u"create-admin"_s, createAdmin},
        {u"backup"_s, backUp},     {u"request"_s, request}, {u"health"_s, health},
        {u"webhook-sink"_s, sink},
    };
    const auto found = commands.constFind(parser.positionalArguments().value(0));
    if (found == commands.cend()) {
        print(stderr,
              u"slipway-demo-shop: name a command: "_s
                  + QStringList(commands.keyBegin(), commands.keyEnd()).join(", "_L1));
        return usageStatus;
    }
    return (*found)(parser);
}
