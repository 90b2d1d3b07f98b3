// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/files/remoteeditor.h"

#include "base/whendone.h"
#include "exec/remotename.h"
#include "gui/code/codeedit.h"
#include "gui/code/codehighlighter.h"
#include "gui/code/findbar.h"
#include "gui/common/carefulbutton.h"
#include "gui/common/confirmdialog.h"
#include "theme/statelanguage.h"

#include <QFile>
#include <QInputDialog>
#include <QLabel>
#include <QShortcut>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr QSize firstSize(820, 560);

QPushButton *addButton(QPushButton *button, const char *name, QLayout *layout)
{
    button->setObjectName(QLatin1StringView(name));
    button->setAccessibleName(button->text());
    button->setAutoDefault(false);
    layout->addWidget(button);
    return button;
}

} // namespace

RemoteEditor::RemoteEditor(Access access, const QByteArray &path, Theming &theming, QWidget *parent)
    : QDialog(parent)
    , m_access(access)
    , m_path(path)
{
    setObjectName(u"remoteEditor"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    resize(firstSize);
    build(theming);
    m_highlighter = new CodeHighlighter(m_edit->document(), theming);
    connect(m_edit->document(), &QTextDocument::modificationChanged, this, &RemoteEditor::refresh);
    connect(m_save, &QPushButton::clicked, this, &RemoteEditor::save);
    connect(m_reload, &QPushButton::clicked, this, &RemoteEditor::load);
    connect(m_saveAs, &QPushButton::clicked, this, &RemoteEditor::saveAs);
    connect(m_replace, &QPushButton::clicked, this, [this] { store(m_path, Existing::Replace); });
    const auto *shortcut = new QShortcut(QKeySequence::Save, this);
    connect(shortcut, &QShortcut::activated, this, &RemoteEditor::save);
    load();
}

RemoteEditor::~RemoteEditor() = default;

void RemoteEditor::build(Theming &theming)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, measure::inside);
    layout->setSpacing(0);
    m_notice = new QFrame(this);
    m_notice->setObjectName(u"envDangers"_s);
    auto *notice = new QVBoxLayout(m_notice);
    m_noticeText = new QLabel(m_notice);
    m_noticeText->setObjectName(u"editorProblem"_s);
    m_noticeText->setWordWrap(true);
    m_noticeText->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    notice->addWidget(m_noticeText);
    auto *choices = new QHBoxLayout;
    choices->setSpacing(measure::inside);
    m_reload = addButton(new CarefulButton(tr("Reload"), m_notice), "reloadButton", choices);
    m_saveAs = addButton(new QPushButton(tr("Save as…"), m_notice), "saveAsButton", choices);
    m_replace = addButton(new CarefulButton(tr("Replace it"), m_notice), "replaceButton", choices);
    m_replace->setProperty("destructive", true);
    choices->addStretch();
    notice->addLayout(choices);
    layout->addWidget(m_notice);
    m_edit = new CodeEdit(theming, this);
    m_edit->setObjectName(u"editorText"_s);
    m_edit->setAccessibleName(tr("Text of the file"));
    auto *find = new FindBar(m_edit, theming, this);
    layout->addWidget(find);
    layout->addWidget(m_edit, 1);
    const auto *search = new QShortcut(QKeySequence::Find, this);
    connect(search, &QShortcut::activated, find, &FindBar::open);
    auto *foot = new QHBoxLayout;
    foot->setContentsMargins(measure::inside, measure::inside, measure::inside, 0);
    foot->setSpacing(measure::inside);
    m_state = new QLabel(this);
    m_state->setObjectName(u"editorState"_s);
    m_state->setProperty("role", u"muted"_s);
    foot->addWidget(m_state, 1);
    m_save = addButton(new QPushButton(tr("Save to the server"), this), "saveButton", foot);
    m_save->setProperty("primary", true);
    auto *leave = addButton(new QPushButton(tr("Close"), this), "closeButton", foot);
    connect(leave, &QPushButton::clicked, this, &RemoteEditor::reject);
    layout->addLayout(foot);
}

bool RemoteEditor::isModified() const
{
    return m_edit->document()->isModified();
}

void RemoteEditor::setBusy(const QString &what)
{
    m_busy = what;
    if (!what.isEmpty())
        m_notice->hide();
    refresh();
}

void RemoteEditor::showProblem(const QString &text, Problem problem)
{
    m_busy.clear();
    m_noticeText->setText(text);
    m_notice->show();
    m_reload->setVisible(problem == Problem::ChangedThere || !m_isLoaded);
    m_saveAs->setVisible(m_isLoaded);
    m_replace->setVisible(problem == Problem::ChangedThere);
    refresh();
}

void RemoteEditor::refresh()
{
    setWindowTitle(isModified() ? tr("%1 – not saved yet").arg(displayName(m_path))
                                : displayName(m_path));
    m_edit->setReadOnly(!m_isLoaded);
    m_save->setEnabled(m_isLoaded && m_busy.isEmpty() && isModified());
    m_state->setText(!m_busy.isEmpty()  ? m_busy
                         : !m_isLoaded  ? QString()
                         : isModified() ? tr("Not saved yet")
                                        : m_highlighter->language());
}

void RemoteEditor::load()
{
    setBusy(tr("Reading the file"));
    whenDone(m_access.files.realPath(m_path), this, [this](const Result<QByteArray> &real) {
        // Of a link, what it leads to is read and written.
        if (real)
            m_path = *real;
        whenDone(m_access.files.stat(m_path), this, [this](const Result<RemoteEntry> &entry) {
            if (!entry)
                return showProblem(entry.error().message, Problem::Plain);
            if (entry->size > sizeLimit)
                return showProblem(tr("The file is larger than 2 MiB. Download it to edit it."),
                                   Problem::Plain);
            fetch([this, entry = *entry](const QByteArray &bytes) { take(entry, bytes); });
        });
    });
}

void RemoteEditor::fetch(const std::function<void(const QByteArray &)> &done)
{
    Transfer transfer;
    transfer.direction = Transfer::Direction::Download;
    const QString name = m_folder.filePath(u"read"_s);
    transfer.localPath = QFile::encodeName(name);
    transfer.remotePath = m_path;
    transfer.existing = Existing::Replace;
    transfer.partial = Transfer::Partial::Dropped;
    transfer.mode = 0600;
    QFile::remove(name);
    m_running = m_access.transfers.start(transfer);
    connect(m_running.get(), &RunningTransfer::finished, this,
            [this, done, name](const TransferResult &result) {
                m_running.release()->deleteLater();
                if (result.error)
                    return showProblem(result.error->message, Problem::Plain);
                QFile file(name);
                if (!file.open(QIODevice::ReadOnly))
                    return showProblem(tr("What was read cannot be opened on this machine: %1.")
                                           .arg(file.errorString()),
                                       Problem::Plain);
                done(file.read(sizeLimit + 1));
            });
}

void RemoteEditor::take(const RemoteEntry &entry, const QByteArray &bytes)
{
    if (bytes.contains('\0'))
        return showProblem(tr("This is no text, so it is not edited here. Download it instead."),
                           Problem::Plain);
    m_entry = entry;
    m_read = bytes;
    m_isLoaded = true;
    m_map = EnvTextMap(EnvTextMap::lineEndOf(bytes));
    m_highlighter->setFileName(displayName(m_path));
    m_edit->setPlainText(m_map.toText(bytes));
    m_edit->document()->setModified(false);
    m_edit->setFocus();
    setBusy({});
}

void RemoteEditor::save()
{
    if (!m_save->isEnabled())
        return;
    setBusy(tr("Looking whether it changed there"));
    whenDone(m_access.files.stat(m_path), this, [this](const Result<RemoteEntry> &entry) {
        if (!entry && entry.error().code != ErrorCode::NotFound)
            return showProblem(entry.error().message, Problem::Plain);
        if (!entry)
            return showProblem(tr("The file is no longer there. Your text is still here."),
                               Problem::ChangedThere);
        if (entry->size != m_read.size())
            return showProblem(tr("The file was changed on the server since you opened it. Your "
                                  "text is still here."),
                               Problem::ChangedThere);
        m_entry.mode = entry->mode;
        compareAndStore();
    });
}

void RemoteEditor::compareAndStore()
{
    // By its content: times have seconds only, and an editor may set them back.
    fetch([this](const QByteArray &bytes) {
        if (bytes == m_read)
            store(m_path, Existing::Replace);
        else
            showProblem(tr("The file was changed on the server since you opened it. Your text is "
                           "still here."),
                        Problem::ChangedThere);
    });
}

void RemoteEditor::store(const QByteArray &path, Existing existing)
{
    setBusy(tr("Saving"));
    const QByteArray bytes = m_map.toBytes(m_edit->document()->toRawText());
    const int revision = m_edit->document()->revision();
    QFile file(m_folder.filePath(u"write"_s));
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.flush())
        return showProblem(
            tr("Your text cannot be written on this machine: %1.").arg(file.errorString()),
            Problem::Plain);
    Transfer transfer;
    transfer.localPath = QFile::encodeName(file.fileName());
    transfer.remotePath = path;
    transfer.existing = existing;
    transfer.partial = Transfer::Partial::Dropped;
    transfer.mode = m_entry.mode & 07777;
    m_running = m_access.transfers.start(transfer);
    connect(m_running.get(), &RunningTransfer::finished, this,
            [this, path, bytes, revision](const TransferResult &result) {
                m_running.release()->deleteLater();
                if (result.error)
                    showProblem(tr("%1 Your text is still here.").arg(result.error->message),
                                Problem::Plain);
                else
                    onStored(path, bytes, revision);
            });
}

void RemoteEditor::onStored(const QByteArray &path, const QByteArray &bytes, int revision)
{
    m_path = path;
    m_read = bytes;
    if (m_edit->document()->revision() == revision)
        m_edit->document()->setModified(false);
    setBusy({});
    Q_EMIT saved(path);
}

void RemoteEditor::saveAs()
{
    auto *dialog = new QInputDialog(this);
    dialog->setObjectName(u"saveAsDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Save as"));
    dialog->setLabelText(tr("Path on the server"));
    dialog->setTextValue(QString::fromUtf8(m_path));
    connect(dialog, &QInputDialog::textValueSelected, this, [this](const QString &text) {
        if (!text.isEmpty())
            store(text.toUtf8(), Existing::Keep);
    });
    dialog->open();
}

void RemoteEditor::reject()
{
    if (!isModified()) {
        QDialog::reject();
        return;
    }
    auto *dialog = new ConfirmDialog(
        {tr("Close without saving?"),
         tr("Your changes to %1 are not on the server.").arg(displayName(m_path)),
         tr("Throw the changes away"), tr("Go on editing")},
        ConfirmDialog::Reason::NotAsked, this);
    connect(dialog, &ConfirmDialog::confirmed, this, [this] { QDialog::reject(); });
    dialog->open();
}

} // namespace slipway
