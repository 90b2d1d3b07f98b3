// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/env/envroom.h"

#include "gui/common/text.h"
#include "gui/env/envcomparepage.h"
#include "gui/env/enveditpage.h"
#include "gui/env/envfilespage.h"
#include "gui/run/runcontroller.h"
#include "gui/window/noticebar.h"
#include "ui_envroom.h"
#include "workspace/workspaceenv.h"

#include <QButtonGroup>
#include <QDir>
#include <QFileDialog>
#include <QJsonArray>
#include <QMenu>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

/// ".env.production", "production.env", ".env.prod.local".
bool isProductionFile(const QString &path)
{
    const QStringList words = QFileInfo(path).fileName().split(u'.');
    return std::ranges::any_of(words, &Text::isProduction);
}

} // namespace

EnvRoom::EnvRoom(const Parts &parts, QWidget *parent)
    : QWidget(parent)
    , m_controller(parts.controller)
    , m_theming(parts.theming)
    , m_ui(std::make_unique<Ui::EnvRoom>())
    , m_editor(new EnvEditor(this))
    , m_keychain(new EnvKeychain(*m_editor, this))
    , m_fileMenu(new QMenu(this))
    , m_moreMenu(new QMenu(this))
{
    setObjectName(u"envRoomPage"_s);
    m_ui->setupUi(this);
    m_edit = new EnvEditPage(*m_editor, m_theming, m_ui->envPages);
    m_compare = new EnvComparePage(*m_editor, m_theming, m_ui->envPages);
    m_files = new EnvFilesPage(m_theming, m_ui->envPages);
    for (QWidget *page : {static_cast<QWidget *>(m_edit), static_cast<QWidget *>(m_compare),
                          static_cast<QWidget *>(m_files)})
        m_ui->envPages->addWidget(page);
    m_dangers = new NoticeBar(u"envDangers"_s, m_theming, this);
    m_notice = new NoticeBar(u"envNotice"_s, m_theming, this);
    m_ui->roomLayout->insertWidget(1, m_dangers);
    m_ui->roomLayout->insertWidget(2, m_notice);
    connectHead();
    connectEditor();
    connectPages();
    makeMoreMenu();
    connect(&m_controller, &RunController::workspaceChanged, this, &EnvRoom::takeWorkspace);
    takeWorkspace();
}

EnvRoom::~EnvRoom() = default;

void EnvRoom::connectHead()
{
    m_theming.dress(m_ui->fileButton, u"action-env"_s);
    m_theming.dress(m_ui->editMode, u"edit"_s);
    m_theming.dress(m_ui->compareMode, u"compare"_s);
    m_theming.dress(m_ui->filesMode, u"log"_s);
    m_theming.dress(m_ui->fixAllButton, u"check"_s);
    m_theming.dress(m_ui->importButton, u"add"_s);
    m_theming.dress(m_ui->moreButton, u"more"_s);
    const auto dressPrimary = [this] {
        m_ui->envSaveButton->setIcon(m_theming.primaryIcon(u"save"_s));
        m_ui->envSaveButton->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        refreshStatus();
    };
    dressPrimary();
    connect(&m_theming, &Theming::changed, this, dressPrimary);
    // The modes stay where they are when one of them has no use for the buttons beside them.
    for (QWidget *button :
         {m_ui->fixAllButton, m_ui->importButton, m_ui->moreButton, m_ui->envSaveButton}) {
        QSizePolicy policy = button->sizePolicy();
        policy.setRetainSizeWhenHidden(true);
        button->setSizePolicy(policy);
    }
    auto *modes = new QButtonGroup(this);
    const auto mode = [&](QToolButton *button, Mode chosen) {
        modes->addButton(button);
        connect(button, &QToolButton::clicked, this, [this, chosen] { showMode(chosen); });
    };
    mode(m_ui->editMode, Mode::Edit);
    mode(m_ui->compareMode, Mode::Compare);
    mode(m_ui->filesMode, Mode::Files);
    m_ui->fileButton->setMenu(m_fileMenu);
    m_ui->moreButton->setMenu(m_moreMenu);
    connect(m_fileMenu, &QMenu::aboutToShow, this, &EnvRoom::fillFileMenu);
    connect(m_ui->envSaveButton, &QToolButton::clicked, this, &EnvRoom::save);
    connect(m_ui->importButton, &QToolButton::clicked, this, [this] { startImport(); });
    connect(m_ui->fixAllButton, &QToolButton::clicked, m_editor, &EnvEditor::fixAllSafe);
    connect(m_ui->chooseButton, &QPushButton::clicked, this, &EnvRoom::chooseFile);
    connect(m_ui->createEmptyButton, &QPushButton::clicked, this, [this] { createFrom({}); });
    connect(m_ui->envCreateButton, &QPushButton::clicked, this, [this] {
        createFrom(m_editor->example() ? m_editor->example()->bytes() : QByteArray());
    });
}

void EnvRoom::connectEditor()
{
    connect(m_editor, &EnvEditor::stateChanged, this, [this] {
        m_dangers->hide();
        m_notice->hide();
        refreshPages();
        refreshHead();
        refreshStatus();
    });
    connect(m_editor, &EnvEditor::textChanged, this, &EnvRoom::refreshHead);
    connect(m_editor, &EnvEditor::analysisChanged, this, [this] {
        refreshHead();
        refreshStatus();
        m_edit->setKnownKeys(
            knownEnvKeys({m_editor->document(), m_editor->example().value_or(EnvDocument()),
                          m_editor->schema().value_or(EnvSchema()), m_editor->others()}));
    });
    connect(m_editor, &EnvEditor::problem, this, &EnvRoom::problem);
    connect(m_editor, &EnvEditor::dangersFound, this, &EnvRoom::warn);
    connect(m_editor, &EnvEditor::changedOnDisk, this, &EnvRoom::askMerge);
    connect(m_editor, &EnvEditor::fileSaved, this, [this] { m_notice->hide(); });
    connect(m_editor, &EnvEditor::fixedAll, this, [this](int count) {
        say(tr("%n thing(s) mended. No value changed. Ctrl+Z takes it back.", "", count));
    });
    connect(m_editor, &EnvEditor::reloaded, this,
            [this] { say(tr("Another program changed the file; it was read again.")); });
    connect(m_editor, &EnvEditor::merged, this,
            [this](int taken, const QList<QByteArray> &conflicts) {
                QString text = tr("%n key(s) taken over from the file on the disk.", "", taken);
                if (!conflicts.isEmpty())
                    text += u' '
                        + tr("Both sides changed %1; yours stays.")
                              .arg(QString::fromUtf8(conflicts.join(", ")));
                say(text);
            });
    connect(m_editor, &EnvEditor::unsatisfied, this,
            [this](const QByteArray &key, const QList<EnvDialect> &dialects) {
                QStringList names;
                for (const EnvDialect dialect : dialects)
                    names.append(toString(dialect));
                say(tr("No way of writing %1 is read as it is meant by %2.")
                        .arg(QString::fromUtf8(key), names.join(u", "_s)));
            });
    connect(m_keychain, &EnvKeychain::statusChanged, this, &EnvRoom::refreshKeychain);
    connect(m_keychain, &EnvKeychain::failed, this, &EnvRoom::problem);
    connect(m_keychain, &EnvKeychain::moved, this, &EnvRoom::refreshOffers);
}

void EnvRoom::connectPages()
{
    connect(m_edit, &EnvEditPage::keyChosen, this, &EnvRoom::refreshOffers);
    connect(m_edit, &EnvEditPage::problem, this, &EnvRoom::problem);
    connect(m_edit, &EnvEditPage::profileChosen, m_editor, &EnvEditor::setProfile);
    connect(m_edit, &EnvEditPage::addRequested, this, &EnvRoom::addKey);
    connect(m_edit, &EnvEditPage::copyRequested, this, &EnvRoom::copy);
    connect(m_edit, &EnvEditPage::generateRequested, this, &EnvRoom::generate);
    connect(m_edit, &EnvEditPage::keychainRequested, this, [this](const QByteArray &key) {
        const EnvStatement *statement = m_editor->document().find(key);
        const bool isKept = statement != nullptr
            && m_editor->document().text(statement->value).contains("slipway://secret/");
        if (isKept)
            m_keychain->bringBack(key);
        else
            m_keychain->moveIn(key);
    });
    connect(m_compare, &EnvComparePage::problem, this, &EnvRoom::problem);
    connect(
        m_compare, &EnvComparePage::copied, this,
        [this](const QByteArray &key, const QString &file) {
            say(tr("%1 is now as in %2. Ctrl+Z takes it back.").arg(QString::fromUtf8(key), file));
        });
    connect(m_files, &EnvFilesPage::problem, this, &EnvRoom::problem);
    connect(m_files, &EnvFilesPage::fileSaved, this, &EnvRoom::textSaved);
    connect(m_files, &EnvFilesPage::modifiedChanged, this, &EnvRoom::refreshHead);
}

void EnvRoom::takeWorkspace()
{
    const Workspace *workspace = m_controller.workspace();
    m_folder = workspace != nullptr ? workspace->folder() : QString();
    m_isFresh = workspace != nullptr;
    m_editor->close();
    m_files->setFolder(m_folder);
    m_keychain->setStore(nullptr);
    m_export = {};
    m_compare->setServers(workspace != nullptr ? &workspace->env() : nullptr, serverNames());
    if (isVisible())
        openFirst();
}

void EnvRoom::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    openFirst();
}

QStringList EnvRoom::serverNames() const
{
    QStringList names;
    const Workspace *workspace = m_controller.workspace();
    const Environment *environment = workspace != nullptr ? workspace->config().inUse() : nullptr;
    if (environment != nullptr) {
        for (const Server &server : environment->servers)
            names.append(server.name.toString());
    }
    return names;
}

EnvProfile EnvRoom::profileOf() const
{
    const EnvSettings settings = m_controller.workspace()->env().settings();
    EnvProfile profile{settings.dialects, settings.dialect, settings.severities};
    if (!profile.dialects.contains(profile.main))
        profile.dialects.prepend(profile.main);
    return profile;
}

QStringList EnvRoom::envFiles() const
{
    QStringList files;
    for (const QString &folder : {QString(), u"/settings"_s, u"/config"_s}) {
        const QDir dir(m_folder + folder);
        const QStringList names
            = dir.entryList({u".env"_s, u".env.*"_s, u"*.env"_s}, QDir::Files | QDir::Hidden);
        for (const QString &name : names)
            files.append(dir.absoluteFilePath(name));
    }
    return files;
}

QString EnvRoom::examplePath(const QString &path) const
{
    const QString wanted = m_controller.workspace()->env().settings().example;
    if (!wanted.isEmpty())
        return QDir(m_folder).absoluteFilePath(wanted);
    for (const QString &folder : {QFileInfo(path).absolutePath(), m_folder}) {
        for (const QString &name : {u".env.example"_s, u".env.sample"_s, u".env.template"_s}) {
            if (QFile::exists(folder + u'/' + name))
                return folder + u'/' + name;
        }
    }
    return {};
}

QString EnvRoom::schemaPath(const QString &path) const
{
    const QString wanted = m_controller.workspace()->env().settings().schema;
    if (!wanted.isEmpty())
        return QDir(m_folder).absoluteFilePath(wanted);
    for (const QString &folder : {QFileInfo(path).absolutePath(), m_folder}) {
        for (const QString &name :
             {u".env.schema.yaml"_s, u".env.schema.json"_s, u".env.schema"_s}) {
            if (QFile::exists(folder + u'/' + name))
                return folder + u'/' + name;
        }
    }
    return {};
}

void EnvRoom::openFirst()
{
    if (!std::exchange(m_isFresh, false))
        return;
    // Looking at the keychain may start its service: not before somebody needs it.
    m_keychain->setStore(m_controller.workspace()->keychain());
    openFile(QDir(m_folder).absoluteFilePath(m_controller.workspace()->env().file()));
}

void EnvRoom::openFile(const QString &path)
{
    m_isFresh = false;
    if (m_editor->state() == EnvEditor::State::Open && m_editor->isModified()) {
        Q_EMIT problem({ErrorCode::Refused,
                        tr("Save or undo the changes to %1 first.")
                            .arg(QFileInfo(m_editor->path()).fileName())});
        return;
    }
    const QString example = examplePath(path);
    QStringList others = envFiles();
    others.removeAll(path);
    EnvEditor::Setting setting;
    setting.path = path;
    setting.examplePath = example == path ? QString() : example;
    setting.schemaPath = schemaPath(path);
    setting.profile = profileOf();
    const QString rules = m_controller.workspace()->env().settings().rules;
    setting.isProduction = rules.isEmpty() ? isProductionFile(path) : rules == "production"_L1;
    for (const QString &other : std::as_const(others)) {
        // A draft or a copy of the same environment has the same secrets on purpose.
        if (other != example && !isProductionFile(other))
            setting.otherPaths.append(other);
    }
    m_editor->open(setting);
    m_compare->setFiles(others);
}

void EnvRoom::fillFileMenu()
{
    m_fileMenu->clear();
    const QStringList files = envFiles();
    for (const QString &path : files) {
        QAction *action = m_fileMenu->addAction(QDir(m_folder).relativeFilePath(path));
        action->setCheckable(true);
        action->setChecked(path == m_editor->path());
        connect(action, &QAction::triggered, this, [this, path] { openFile(path); });
    }
    m_fileMenu->addSeparator();
    connect(m_fileMenu->addAction(m_theming.icon(u"open"_s), tr("Another file…")),
            &QAction::triggered, this, &EnvRoom::chooseFile);
}

void EnvRoom::chooseFile()
{
    auto *dialog = new QFileDialog(this, tr("Open an environment file"), m_folder);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::AnyFile);
    dialog->setAcceptMode(QFileDialog::AcceptOpen);
    dialog->setFilter(QDir::Files | QDir::Dirs | QDir::Hidden | QDir::NoDotAndDotDot);
    connect(dialog, &QFileDialog::fileSelected, this, &EnvRoom::openFile);
    dialog->open();
}

void EnvRoom::createFrom(const QByteArray &text)
{
    m_editor->begin(text);
    m_edit->text()->setFocus();
}

void EnvRoom::showMode(Mode mode)
{
    m_mode = mode;
    refreshPages();
    refreshHead();
}

void EnvRoom::editText(const QString &path, int line)
{
    showMode(Mode::Files);
    m_files->openFile(path, line);
}

void EnvRoom::chooseKey(const QByteArray &key)
{
    showMode(Mode::Edit);
    m_edit->chooseKey(key);
}

QList<QByteArray> EnvRoom::keys() const
{
    return m_editor->state() == EnvEditor::State::Open ? m_editor->document().keys()
                                                       : QList<QByteArray>();
}

QStringList EnvRoom::unsaved() const
{
    QStringList names;
    if (m_editor->state() == EnvEditor::State::Open && m_editor->isModified())
        names.append(QFileInfo(m_editor->path()).fileName());
    if (m_files->isModified())
        names.append(QFileInfo(m_files->path()).fileName());
    return names;
}

void EnvRoom::dropUnsaved()
{
    if (m_editor->isModified())
        m_editor->close();
    if (m_files->isModified())
        m_files->setFolder(m_folder);
    m_isFresh = true; // read again when the room is seen next
}

bool EnvRoom::hasUnsaved() const
{
    return !unsaved().isEmpty();
}

void EnvRoom::openSearch()
{
    if (m_mode == Mode::Files)
        m_files->openSearch();
    else if (m_editor->state() == EnvEditor::State::Open)
        m_edit->openSearch();
}

} // namespace slipway
