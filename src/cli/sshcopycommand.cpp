// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/sshcopycommand.h"

#include "cli/exitcode.h"
#include "exec/remotename.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>

#include <algorithm>

#include <unistd.h>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {
constexpr std::size_t mostAtOnce = 4;
} // namespace

CommandSpec SshCopyCommand::spec()
{
    CommandSpec spec;
    spec.name = u"ssh copy"_s;
    spec.summary = tr("Copy files to servers, or from one");
    spec.argument = u"SOURCE... TARGET"_s;
    spec.least = 2;
    spec.most = -1;
    spec.options
        = {{u"recursive"_s, QString(), tr("Copy folders with all that is in them.")},
           {u"replace"_s, QString(), tr("Replace files that are there with other content.")},
           {u"times"_s, QString(), tr("Keep the times of the sources.")},
           {u"mode"_s, u"MODE"_s,
            tr("The permissions of the copy in octal digits (default: the source's).")},
           {u"json"_s, QString(), tr("Print a line of JSON for each file.")},
           hostOption(),
           passwordOption(),
           environmentOption(),
           workspaceOption()};
    spec.description = {
        tr("The target, or all sources, are NAME:PATH, where NAME is a server or, for a target, a "
           "group too. Into a path that ends with “/”, and with several sources, a copy gets "
           "its source's name. Files may have any size. A copy is written beside its place, "
           "checked by hash, then renamed; one that broke off goes on where it stopped when "
           "the command is given again."),
        tr("Without --replace no file is overwritten. Folders that are made get the permissions of "
           "their sources. Links in folders are left out; "
           "pipes, sockets and devices, too, and they are named.")};
    spec.exitCodes
        = {{exitcode::success, tr("It was copied everywhere.")},
           {exitcode::failed, tr("It was not, at least in one place.")},
           {exitcode::usage,
            tr("Wrong usage, an unknown server, or a source that cannot "
               "be read.")},
           {exitcode::interrupted, tr("It was interrupted; what was copied of a file is kept.")}};
    spec.examples
        = {{u"slipwayctl ssh copy --replace nginx.conf web:/etc/nginx/conf.d/"_s, QString()},
           {u"slipwayctl ssh copy --recursive web-1:/var/log/shop logs"_s, QString()}};
    return spec;
}

std::optional<SshCopyCommand::Place> SshCopyCommand::placeIn(const QString &word)
{
    const qsizetype colon = word.indexOf(u':');
    // "./a:b" is a file here.
    if (colon <= 0 || QStringView(word).first(colon).contains(u'/'))
        return std::nullopt;
    return Place{word.first(colon), word.sliced(colon + 1)};
}

std::optional<Error> SshCopyCommand::readOptions(const Arguments &arguments)
{
    m_isTree = arguments.has(u"recursive"_s);
    m_isJson = arguments.has(u"json"_s);
    m_showsProgress = !m_isJson && ::isatty(STDERR_FILENO) == 1;
    if (arguments.has(u"replace"_s))
        m_existing = Existing::Replace;
    if (arguments.has(u"times"_s))
        m_times = Transfer::Times::Kept;
    if (!arguments.has(u"mode"_s))
        return std::nullopt;
    bool isOctal = false;
    m_mode = arguments.value(u"mode"_s).toInt(&isOctal, 8);
    if (isOctal && *m_mode >= 0 && *m_mode <= 0777)
        return std::nullopt;
    return Error{
        ErrorCode::InvalidInput,
        tr("--mode takes octal digits as 0644, not “%1”.").arg(arguments.value(u"mode"_s))};
}

void SshCopyCommand::start(const Arguments &arguments)
{
    QStringList sources = arguments.positional();
    const QString target = sources.takeLast();
    QList<Place> from;
    for (const QString &source : std::as_const(sources)) {
        if (const auto place = placeIn(source))
            from.append(*place);
    }
    const auto to = placeIn(target);
    if ((to && !from.isEmpty()) || (!to && from.size() != sources.size()))
        return fail({ErrorCode::InvalidInput,
                     tr("Just one of source and target is on servers: NAME:PATH.")},
                    exitcode::usage);
    if (const auto problem = readOptions(arguments))
        return fail(*problem, exitcode::usage);
    m_clock.start();
    if (to)
        upload(arguments, sources, *to);
    else
        download(arguments, from, target);
}

Transfer SshCopyCommand::newTransfer(Transfer::Direction direction) const
{
    Transfer transfer;
    transfer.direction = direction;
    transfer.existing = m_existing;
    transfer.times = m_times;
    transfer.mode = m_mode;
    transfer.onCancel = Transfer::OnCancel::PartKept;
    return transfer;
}

void SshCopyCommand::upload(const Arguments &arguments, const QStringList &sources, const Place &to)
{
    for (const QString &source : sources) {
        const QFileInfo info(source);
        if (!info.isReadable())
            return fail({info.exists() ? ErrorCode::Io : ErrorCode::NotFound,
                         tr("%1 cannot be read.").arg(source)},
                        exitcode::usage);
        if (info.isDir() && !m_isTree)
            return fail({ErrorCode::InvalidInput,
                         tr("%1 is a folder; copy it with --recursive.").arg(source)},
                        exitcode::usage);
    }
    const auto found = open(arguments, {to.name});
    if (!found)
        return;
    const bool isInto = to.path.isEmpty() || to.path.endsWith(u'/') || sources.size() > 1;
    for (const Server &server : *found) {
        TreePlan &plan = newPlan(server.name, Transfer::Direction::Upload);
        for (const QString &source : sources) {
            const QByteArray name
                = QFile::encodeName(QFileInfo(QDir::cleanPath(source)).fileName());
            const QByteArray path = to.path.toUtf8();
            plan.add(QFile::encodeName(source), isInto ? joinPath(path, name) : path);
        }
    }
    startPlans();
}

TreePlan &SshCopyCommand::newPlan(const ServerId &server, Transfer::Direction direction)
{
    auto plan = std::make_unique<TreePlan>(servers().files(server, environment()),
                                           newTransfer(direction));
    connect(plan.get(), &TreePlan::found, this,
            [this, server](const Transfer &transfer) { m_waiting.push_back({server, transfer}); });
    connect(plan.get(), &TreePlan::failed, this,
            [this, server](const QString &place, const Error &error) {
                fault(server.toString() + u": "_s + place, error);
            });
    connect(plan.get(), &TreePlan::leftOut, this, [this, server](const QString &place) {
        console().error(tr("slipwayctl: %1: %2 is no file and no folder, so it was left out.")
                            .arg(server.toString(), place));
    });
    connect(plan.get(), &TreePlan::finished, this, [this] {
        if (--m_unfinished == 0)
            pump();
    });
    connect(plan.get(), &TreePlan::closed, this, [this] {
        if (--m_unfinished == 0)
            finishLater(m_exitCode);
    });
    m_plans.push_back(std::move(plan));
    return *m_plans.back();
}

void SshCopyCommand::startPlans()
{
    m_unfinished = m_plans.size();
    for (const auto &plan : m_plans)
        plan->start();
}

void SshCopyCommand::download(const Arguments &arguments, const QList<Place> &sources,
                              const QString &to)
{
    const bool isInto = to.endsWith(u'/') || QFileInfo(to).isDir() || sources.size() > 1;
    const QString name = sources.constFirst().name;
    if (std::ranges::any_of(sources, [&name](const Place &place) { return place.name != name; }))
        return fail({ErrorCode::InvalidInput, tr("Files are copied from one server at a time.")},
                    exitcode::usage);
    const auto found = open(arguments, {name});
    if (!found)
        return;
    if (found->size() != 1)
        return fail(
            {ErrorCode::InvalidInput,
             tr("A file is copied from one server; %1 are %2.").arg(name).arg(found->size())},
            exitcode::usage);
    const Server &server = found->constFirst();
    TreePlan *plan = m_isTree ? &newPlan(server.name, Transfer::Direction::Download) : nullptr;
    for (const Place &source : sources) {
        Transfer transfer = newTransfer(Transfer::Direction::Download);
        transfer.remotePath = source.path.toUtf8();
        const QByteArray place = QFile::encodeName(to);
        transfer.localPath
            = isInto ? joinPath(place, entryName(cleanPath(transfer.remotePath))) : place;
        if (plan)
            plan->add(transfer.localPath, transfer.remotePath);
        else
            m_waiting.push_back({server.name, transfer});
    }
    if (plan)
        startPlans();
    else
        pump();
}

void SshCopyCommand::pump()
{
    while (!m_isInterrupted && m_running.size() < mostAtOnce && !m_waiting.empty()) {
        Copy copy = std::move(m_waiting.front());
        m_waiting.pop_front();
        begin(std::move(copy));
    }
    if (m_running.empty())
        closePlans();
}

void SshCopyCommand::closePlans()
{
    m_unfinished = m_plans.size();
    if (m_isInterrupted || m_plans.empty())
        return finishLater(m_exitCode);
    for (const auto &plan : m_plans)
        plan->close();
}

void SshCopyCommand::begin(Copy copy)
{
    auto running = std::make_unique<Running>();
    running->copy = std::move(copy);
    running->transfer
        = servers().transfers(running->copy.server, environment()).start(running->copy.transfer);
    Running *const place = running.get();
    connect(place->transfer.get(), &RunningTransfer::progressed, this,
            [this, place](qint64 done, qint64 total) {
                place->done = done;
                place->total = total;
                showProgress();
            });
    connect(place->transfer.get(), &RunningTransfer::finished, this,
            [this, place](const TransferResult &result) { end(place, result); });
    m_running.push_back(std::move(running));
}

void SshCopyCommand::end(Running *running, const TransferResult &result)
{
    clearProgress();
    report(running->copy, result);
    m_copied += result.error ? 0 : result.size;
    // It is what is calling.
    running->transfer.release()->deleteLater();
    std::erase_if(m_running, [running](const auto &known) { return known.get() == running; });
    pump();
}

QString SshCopyCommand::labelOf(const Copy &copy)
{
    return copy.transfer.direction == Transfer::Direction::Upload
        ? QString(copy.server.toString() + u':' + displayName(copy.transfer.remotePath))
        : displayName(copy.transfer.localPath);
}

void SshCopyCommand::setFailed()
{
    if (!m_isInterrupted)
        m_exitCode = exitcode::failed;
}

void SshCopyCommand::fault(const QString &place, const Error &error)
{
    setFailed();
    console().error(u"slipwayctl: %1: %2"_s.arg(place, error.message));
}

void SshCopyCommand::report(const Copy &copy, const TransferResult &result)
{
    if (result.error)
        setFailed();
    if (m_isJson) {
        QJsonObject line{{u"server"_s, copy.server.toString()},
                         {u"local"_s, displayName(copy.transfer.localPath)},
                         {u"remote"_s, displayName(copy.transfer.remotePath)},
                         {u"changed"_s, result.changed},
                         {u"bytes"_s, result.size},
                         {u"resumedFrom"_s, result.resumedFrom},
                         {u"check"_s, toString(result.check)}};
        if (!result.sha256.isEmpty())
            line.insert(u"sha256"_s, QString::fromLatin1(result.sha256));
        if (result.error) {
            line.insert(u"error"_s, toString(result.error->code));
            line.insert(u"message"_s, result.error->message);
        }
        console().rawOut(QJsonDocument(line).toJson(QJsonDocument::Compact) + '\n');
        return;
    }
    const QString label = labelOf(copy);
    if (result.error) {
        fault(label, *result.error);
        if (result.isPartialKept)
            console().error(tr("  What was copied is kept: give the command again to go on."));
        else if (result.error->code == ErrorCode::Refused && m_existing == Existing::Keep)
            console().error(tr("  With --replace it is replaced."));
    } else if (!result.changed) {
        console().out(tr("%1: unchanged").arg(label));
    } else if (result.check == TransferResult::Check::Sample) {
        console().out(
            tr("%1: copied; the server has no shell, so only samples were checked").arg(label));
    } else {
        console().out(result.resumedFrom > 0
                          ? tr("%1: copied, from %2 on")
                                .arg(label, QLocale().formattedDataSize(result.resumedFrom, 1))
                          : tr("%1: copied").arg(label));
    }
}

void SshCopyCommand::showProgress()
{
    if (!m_showsProgress || Console::hasQuestion())
        return;
    qint64 done = m_copied;
    qint64 total = m_copied;
    for (const auto &running : m_running) {
        done += running->done;
        total += running->total;
    }
    m_pace.add(std::chrono::milliseconds(m_clock.elapsed()), done);
    const QLocale locale;
    const QString text
        = tr("%1 of %2, %3/s")
              .arg(locale.formattedDataSize(done, 1), locale.formattedDataSize(total, 1),
                   locale.formattedDataSize(m_pace.rate(), 1));
    console().rawError("\r\033[K" + text.toUtf8());
}

void SshCopyCommand::clearProgress() const
{
    if (m_showsProgress && !Console::hasQuestion())
        console().rawError("\r\033[K");
}

void SshCopyCommand::interrupt()
{
    m_isInterrupted = true;
    m_exitCode = exitcode::interrupted;
    m_waiting.clear();
    m_plans.clear();
    for (const auto &running : m_running)
        running->transfer->cancel();
    if (m_running.empty())
        ServersCommand::interrupt();
}

} // namespace slipway
