// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/roompictures.h"

#include "gui/env/envroom.h"
#include "gui/start/workspaceopener.h"
#include "gui/window/mainwindow.h"
#include "gui/window/workbench.h"

#include <QCoreApplication>
#include <QDir>
#include <QTextStream>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace slipway {

namespace {

constexpr QSize pictureSize(1440, 900);
constexpr std::chrono::seconds patience = 60s;
/// Most sources measure each second or two.
constexpr auto timeToMeasure = 2500ms;

} // namespace

RoomPictures::RoomPictures(MainWindow &window, const WorkspaceOpener &opener, QString folder)
    : m_window(window)
    , m_opener(opener)
    , m_folder(std::move(folder))
{
    m_window.resize(pictureSize);
    connect(&opener, &WorkspaceOpener::opened, this, &RoomPictures::showEnv);
    connect(&opener, &WorkspaceOpener::failed, this, [this](const Error &error) {
        QTextStream(stderr) << u"slipway: "_s << error.message << Qt::endl;
        end(1);
    });
    m_patience.setSingleShot(true);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        QTextStream(stderr) << u"slipway: "_s << tr("The rooms were not ready in time.")
                            << Qt::endl;
        end(1);
    });
    m_patience.start(patience);
}

void RoomPictures::showEnv()
{
    EnvRoom *room = m_window.workbench()->env();
    const auto look = [this, room] {
        const EnvEditor &editor = room->editor();
        const bool isReady = editor.state() == EnvEditor::State::Missing
            || (editor.state() == EnvEditor::State::Open && editor.isAnalysisCurrent());
        if (isReady)
            takeLater(u"env.png"_s, [this] { showDashboard(); });
    };
    connect(&room->editor(), &EnvEditor::analysisChanged, this, look);
    connect(&room->editor(), &EnvEditor::stateChanged, this, look);
    m_window.workbench()->showRoom(Workbench::Room::Env);
}

void RoomPictures::showDashboard()
{
    m_window.workbench()->showRoom(Workbench::Room::Dashboard);
    QTimer::singleShot(timeToMeasure, this,
                       [this] { takeLater(u"dashboard.png"_s, [this] { showServers(); }); });
}

void RoomPictures::showServers()
{
    m_window.workbench()->showRoom(Workbench::Room::Servers);
    takeLater(u"servers.png"_s, [this] { showRuns(); });
}

void RoomPictures::showRuns()
{
    m_window.workbench()->showRoom(Workbench::Room::Runs);
    // The journal answers one after the other, and the room has asked before.
    m_opener.workspace()->journal().runs().then(this, [this](const Result<QList<RunSummary>> &) {
        takeLater(u"runs.png"_s, [this] { end(0); });
    });
}

void RoomPictures::takeLater(const QString &name, const std::function<void()> &then)
{
    if (m_asked.contains(name))
        return;
    m_asked.append(name);
    QTimer::singleShot(0, this, [this, name, then] {
        if (m_isDone)
            return;
        const QString path = QDir(m_folder).absoluteFilePath(name);
        if (!QDir().mkpath(m_folder) || !m_window.grab().save(path)) {
            QTextStream(stderr) << u"slipway: "_s << tr("%1 cannot be written.").arg(path)
                                << Qt::endl;
            end(1);
            return;
        }
        QTextStream(stdout) << path << Qt::endl;
        then();
    });
}

void RoomPictures::end(int status)
{
    m_isDone = true;
    QCoreApplication::exit(status);
}

} // namespace slipway
