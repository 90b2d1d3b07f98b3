// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/env/envfilespage.h"

#include "base/worker.h"
#include "gui/code/codeedit.h"
#include "gui/code/codehighlighter.h"
#include "gui/code/findbar.h"
#include "plan/planreader.h"
#include "ui_envfilespage.h"
#include "workspace/workspaceconfig.h"

#include <QDir>
#include <QDirIterator>
#include <QSortFilterProxyModel>
#include <QStringListModel>
#include <QTextBlock>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr qsizetype mostFiles = 2000;
constexpr std::chrono::milliseconds typingPause(150);
constexpr int listWidth = 260;

bool isText(const QString &name)
{
    static const QSet<QString> endings{
        u"yaml"_s, u"yml"_s, u"sh"_s,   u"bash"_s, u"conf"_s,    u"json"_s, u"toml"_s, u"ini"_s,
        u"md"_s,   u"sql"_s, u"txt"_s,  u"xml"_s,  u"service"_s, u"cfg"_s,  u"py"_s,   u"rb"_s,
        u"js"_s,   u"ts"_s,  u"html"_s, u"css"_s,  u"tpl"_s,     u"j2"_s,   u"timer"_s};
    return endings.contains(name.section(u'.', -1).toLower()) || name.startsWith(u"Dockerfile"_s)
        || name.startsWith(u"Containerfile"_s) || name == u"Makefile"_s || name == u"Caddyfile"_s;
}

/// Texts below a folder, by path; hidden folders and linked ones are left out.
QStringList textsIn(const QString &folder)
{
    QStringList found;
    QStringList folders{folder};
    while (!folders.isEmpty() && found.size() < mostFiles) {
        const QDir dir(folders.takeLast());
        const QFileInfoList entries
            = dir.entryInfoList(QDir::Files | QDir::Dirs | QDir::NoDotAndDotDot | QDir::NoSymLinks);
        for (const QFileInfo &entry : entries) {
            if (entry.isDir() && entry.fileName() != u"node_modules"_s)
                folders.append(entry.absoluteFilePath());
            else if (entry.isFile() && isText(entry.fileName()))
                found.append(QDir(folder).relativeFilePath(entry.absoluteFilePath()));
        }
    }
    found.sort();
    return found;
}

QList<Diagnostic> diagnosticsOf(const QString &path, const QByteArray &bytes)
{
    const QString name = QFileInfo(path).fileName();
    if (!name.endsWith(u".yaml"_s) && !name.endsWith(u".yml"_s))
        return {};
    if (name == u"slipway.yaml"_s)
        return readWorkspaceConfig(bytes).diagnostics;
    const bool isPlan = bytes.startsWith("phases:") || bytes.contains("\nphases:");
    return isPlan ? readPlan(bytes).diagnostics : QList<Diagnostic>();
}

} // namespace

EnvFilesPage::EnvFilesPage(Theming &theming, QWidget *parent)
    : QWidget(parent)
    , m_theming(theming)
    , m_ui(std::make_unique<Ui::EnvFilesPage>())
    , m_files(new QStringListModel(this))
    , m_filter(new QSortFilterProxyModel(this))
    , m_edit(new CodeEdit(theming, this))
    , m_find(new FindBar(m_edit, theming, this))
{
    setObjectName(u"envFilesPage"_s);
    m_ui->setupUi(this);
    m_edit->setObjectName(u"codeText"_s);
    m_edit->setAccessibleName(tr("Text of the file"));
    m_ui->codeLayout->addWidget(m_find);
    m_ui->codeLayout->addWidget(m_edit, 1);
    m_filter->setSourceModel(m_files);
    m_filter->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_ui->filesList->setModel(m_filter);
    m_ui->filesList->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_ui->filesList->setTextElideMode(Qt::ElideMiddle);
    m_ui->filesList->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_ui->filesSplit->setSizes({listWidth, 4 * listWidth});
    m_ui->filesSplit->setStretchFactor(1, 1);
    m_theming.dress(m_ui->codeSave, u"save"_s);
    m_pause.setSingleShot(true);
    m_pause.setInterval(typingPause);
    connect(&m_pause, &QTimer::timeout, this, &EnvFilesPage::check);
    connect(m_ui->filesSearch, &QLineEdit::textChanged, m_filter,
            &QSortFilterProxyModel::setFilterFixedString);
    const auto openIndex = [this](const QModelIndex &index) {
        const QString path = QDir(m_folder).absoluteFilePath(index.data().toString());
        // A text with changes stays until they are saved or undone.
        if (path == m_file.path)
            return;
        if (isModified())
            Q_EMIT problem({ErrorCode::Refused,
                            tr("Save or undo the changes to %1 first.")
                                .arg(QFileInfo(m_file.path).fileName())});
        else
            openFile(path);
    };
    connect(m_ui->filesList, &QListView::activated, this, openIndex);
    connect(m_ui->filesList, &QListView::clicked, this, openIndex);
    connect(m_edit, &QPlainTextEdit::textChanged, this, [this] { m_pause.start(); });
    connect(m_edit->document(), &QTextDocument::modificationChanged, this, [this] {
        refreshHead();
        Q_EMIT modifiedChanged();
    });
    connect(m_ui->codeSave, &QToolButton::clicked, this, &EnvFilesPage::save);
    refreshHead();
}

EnvFilesPage::~EnvFilesPage() = default;

bool EnvFilesPage::isModified() const
{
    return m_edit->document()->isModified();
}

void EnvFilesPage::setFolder(const QString &folder)
{
    ++m_round;
    m_folder = folder;
    m_file = {};
    m_edit->clear();
    m_edit->document()->setModified(false);
    m_files->setStringList({});
    refreshHead();
    if (isVisible())
        listFiles();
}

void EnvFilesPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    listFiles();
}

void EnvFilesPage::listFiles()
{
    if (m_folder.isEmpty())
        return;
    onWorker(textsIn, m_folder).then(this, [this, folder = m_folder](const QStringList &files) {
        if (folder == m_folder && files != m_files->stringList())
            m_files->setStringList(files);
    });
}

void EnvFilesPage::openFile(const QString &path, int line)
{
    const int round = ++m_round;
    onWorker([path = QDir(m_folder).absoluteFilePath(path)] {
        return readEnvFile(path);
    }).then(this, [this, round, line](const Result<EnvFileContent> &content) {
        if (round == m_round)
            take(content, line);
    });
}

void EnvFilesPage::take(const Result<EnvFileContent> &content, int line)
{
    if (!content) {
        Q_EMIT problem(content.error());
        return;
    }
    m_file = content->state;
    m_map = EnvTextMap(EnvTextMap::lineEndOf(content->bytes));
    if (m_highlighter == nullptr)
        m_highlighter = new CodeHighlighter(m_edit->document(), m_theming);
    m_highlighter->setFileName(m_file.path);
    m_edit->setPlainText(m_map.toText(content->bytes));
    m_edit->document()->setModified(false);
    m_edit->setMarks({});
    m_edit->goTo(line);
    refreshHead();
    check();
}

void EnvFilesPage::refreshHead()
{
    const bool any = !m_file.path.isEmpty();
    m_ui->codeName->setText(any ? QDir(m_folder).relativeFilePath(m_file.path)
                                : tr("Choose a text on the left"));
    m_ui->codeState->setText(!any                           ? QString()
                                 : isModified()             ? tr("Not saved yet")
                                 : m_highlighter != nullptr ? m_highlighter->language()
                                                            : QString());
    m_ui->codeSave->setVisible(any);
    m_ui->codeSave->setEnabled(any && isModified());
    m_edit->setReadOnly(!any);
    m_edit->setVisible(any);
    if (!any)
        m_ui->codeFindings->clear();
}

void EnvFilesPage::check()
{
    if (m_file.path.isEmpty())
        return;
    const int round = ++m_checkRound;
    onWorker(diagnosticsOf, m_file.path, m_map.toBytes(m_edit->document()->toRawText()))
        .then(this, [this, round](const QList<Diagnostic> &diagnostics) {
            if (round != m_checkRound)
                return;
            QList<CodeMark> marks;
            for (const Diagnostic &diagnostic : diagnostics) {
                const QTextBlock block
                    = m_edit->document()->findBlockByNumber(std::max(0, diagnostic.place.line - 1));
                if (!block.isValid())
                    continue;
                const bool isError = diagnostic.severity == Diagnostic::Severity::Error;
                const int column = std::clamp(diagnostic.place.column - 1, 0, block.length() - 1);
                marks.append({block.position() + column, 0,
                              isError ? CodeSeverity::Error : CodeSeverity::Warning,
                              diagnostic.message, diagnostic.code});
            }
            showMarks(marks);
        });
}

void EnvFilesPage::showMarks(const QList<CodeMark> &marks)
{
    m_edit->setMarks(marks);
    m_ui->codeFindings->setText(marks.isEmpty() ? QString()
                                                : tr("%n finding(s)", "", int(marks.size())));
}

void EnvFilesPage::save()
{
    if (m_file.path.isEmpty() || !isModified())
        return;
    const int round = m_round;
    const int revision = m_edit->document()->revision();
    onWorker(saveEnvFile, m_file, m_map.toBytes(m_edit->document()->toRawText()))
        .then(this, [this, round, revision](const Result<EnvFileState> &state) {
            if (round != m_round)
                return;
            if (!state) {
                Q_EMIT problem(state.error());
                return;
            }
            m_file = *state;
            if (m_edit->document()->revision() == revision)
                m_edit->document()->setModified(false);
            refreshHead();
            Q_EMIT fileSaved(m_file.path);
        });
}

void EnvFilesPage::openSearch()
{
    m_find->open();
}

} // namespace slipway
