// SPDX-License-Identifier: GPL-3.0-or-later
// What the room shows of its file, and what its buttons do with it.
#include "gui/env/envroom.h"

#include "base/worker.h"
#include "env/generators.h"
#include "env/secretkeys.h"
#include "gui/env/envcomparepage.h"
#include "gui/env/envdeliverydialog.h"
#include "gui/env/enveditpage.h"
#include "gui/env/envexportdialog.h"
#include "gui/env/envfilespage.h"
#include "gui/env/envimportdialog.h"
#include "gui/env/envreviewdialog.h"
#include "gui/run/runcontroller.h"
#include "gui/window/noticebar.h"
#include "run/delivery/secretfilling.h"
#include "ui_envroom.h"

#include <QClipboard>
#include <QDir>
#include <QFileDialog>
#include <QGuiApplication>
#include <QMenu>
#include <QTextBlock>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr int iconSize = 16;

QString keychainWord(const SecretStoreStatus &status)
{
    switch (status.state) {
    case SecretStoreStatus::State::Unknown:
        return EnvRoom::tr("Keychain: not looked at yet");
    case SecretStoreStatus::State::Available:
        return EnvRoom::tr("Keychain: %1, available")
            .arg(status.backend.isEmpty() ? EnvRoom::tr("the system's") : status.backend);
    case SecretStoreStatus::State::Locked:
        return EnvRoom::tr("Keychain: locked");
    case SecretStoreStatus::State::Missing:
        return EnvRoom::tr("Keychain: none");
    case SecretStoreStatus::State::Broken:
        return EnvRoom::tr("Keychain: does not work");
    }
    Q_UNREACHABLE_RETURN({});
}

} // namespace

void EnvRoom::refreshPages()
{
    QWidget *page = m_files;
    const EnvEditor::State state = m_editor->state();
    if (m_mode != Mode::Files) {
        page = state == EnvEditor::State::Open
            ? m_mode == Mode::Edit ? static_cast<QWidget *>(m_edit) : m_compare
            : m_ui->emptyPage;
    }
    m_ui->envPages->setCurrentWidget(page);
    m_ui->editMode->setChecked(m_mode == Mode::Edit);
    m_ui->compareMode->setChecked(m_mode == Mode::Compare);
    m_ui->filesMode->setChecked(m_mode == Mode::Files);
    const QString name = QDir(m_folder).relativeFilePath(m_editor->path());
    const bool isMissing = state == EnvEditor::State::Missing;
    const bool hasExample = isMissing && m_editor->example().has_value();
    m_ui->emptyTitle->setText(isMissing ? tr("%1 is not there yet").arg(name)
                                  : state == EnvEditor::State::Opening
                                  ? tr("Opening %1…").arg(name)
                                  : tr("No environment file is open"));
    m_ui->emptyText->setText(
        !isMissing ? QString()
            : hasExample
            ? tr("Here the settings and secrets of this environment are written, checked and "
                 "compared. The example next to it lists the keys it needs.")
            : tr("Here the settings and secrets of this environment are written, checked and "
                 "compared."));
    m_ui->envCreateButton->setVisible(hasExample);
    m_ui->createEmptyButton->setVisible(isMissing);
    m_ui->createEmptyButton->setProperty("primary", !hasExample);
    m_ui->chooseButton->setVisible(state != EnvEditor::State::Opening);
    m_ui->envStatus->setVisible(state == EnvEditor::State::Open && m_mode != Mode::Files);
}

void EnvRoom::refreshHead()
{
    const bool isOpen = m_editor->state() == EnvEditor::State::Open;
    const bool isModified = isOpen && m_editor->isModified();
    m_ui->fileButton->setText(m_editor->path().isEmpty()
                                  ? tr("Choose a file ▾")
                                  : QDir(m_folder).relativeFilePath(m_editor->path()) + u" ▾"_s);
    m_ui->modifiedLabel->setText(m_editor->isReadOnly() && isOpen
                                     ? tr("Read only: another program fills it")
                                     : isModified ? tr("● Not saved yet")
                                                  : QString());
    const bool edits = isOpen && m_mode != Mode::Files;
    const int safe = isOpen ? m_editor->safeFixCount() : 0;
    m_ui->fixAllButton->setText(tr("Fix all safe (%1)").arg(safe));
    m_ui->fixAllButton->setToolTip(
        safe > 0 ? tr("Mends %n finding(s) without changing a value in any loader.", "", safe)
                 : tr("Nothing can be mended without a decision of yours."));
    m_ui->fixAllButton->setEnabled(safe > 0);
    m_ui->fixAllButton->setVisible(edits);
    m_ui->importButton->setVisible(edits);
    m_ui->moreButton->setVisible(edits);
    m_ui->envSaveButton->setVisible(edits);
    m_ui->envSaveButton->setEnabled(isModified && !m_editor->isReadOnly());
}

void EnvRoom::refreshStatus()
{
    const EnvAnalysis &analysis = m_editor->analysis();
    const bool isReady = analysis.isReady();
    const StateLook look
        = lookOf(isReady ? StepState::Succeeded : StepState::Failed, m_theming.mode());
    m_ui->verdictIcon->setPixmap(
        tintedPixmap(look.iconPath, iconSize, look.foreground, devicePixelRatio()));
    const QString word = m_editor->isProduction()
        ? isReady ? tr("Production ready") : tr("Not production ready")
        : isReady ? tr("In order")
                  : tr("Not in order");
    m_ui->verdictLabel->setText(
        u"<b style=\"color:%1\">%2</b>"_s.arg(look.foreground.name(), word));
    QStringList counts{tr("%n key(s)", "", analysis.keys)};
    counts << tr("%n error(s)", "", analysis.errors) << tr("%n warning(s)", "", analysis.warnings);
    if (analysis.missing > 0)
        counts << tr("%n missing", "", analysis.missing);
    m_ui->countsLabel->setText(counts.join(u" · "_s));
    m_ui->dialectLabel->setText(tr("Read as %1").arg(toString(m_editor->profile().main)));
    refreshKeychain();
}

void EnvRoom::refreshKeychain()
{
    const SecretStoreStatus status = m_keychain->status();
    const bool works = status.state == SecretStoreStatus::State::Available;
    const QColor colour = works ? lookOf(StepState::Succeeded, m_theming.mode()).foreground
                                : lookOf(StepState::Waiting, m_theming.mode()).foreground;
    m_ui->keychainIcon->setPixmap(tintedPixmap(iconPath(works ? u"lock"_s : u"warning"_s), iconSize,
                                               colour, devicePixelRatio()));
    m_ui->keychainLabel->setText(keychainWord(status));
    m_ui->keychainLabel->setToolTip(status.advice);
    refreshOffers();
}

void EnvRoom::refreshOffers()
{
    EnvEditPage::KeyOffers offers;
    const QByteArray key = m_edit->currentKey();
    const EnvStatement *statement = m_editor->document().find(key);
    offers.canGenerate = !key.isEmpty() && generatorFor(key).has_value();
    if (statement != nullptr) {
        const QByteArrayView value = m_editor->document().text(statement->value);
        offers.isKept = value.contains("slipway://secret/");
        offers.canGenerate = offers.canGenerate && !offers.isKept;
        const bool isMovable = offers.isKept || isSecret(key, value);
        offers.canMove = isMovable && m_keychain->isAvailable();
        if (isMovable && !offers.canMove)
            offers.whyNotMove = m_keychain->status().advice.isEmpty()
                ? tr("The keychain has not been looked at yet.")
                : m_keychain->status().advice;
    }
    m_edit->setOffers(offers);
}

void EnvRoom::say(const QString &text)
{
    m_notice->say(text, {}, {});
}

void EnvRoom::tell(const Result<void> &done)
{
    if (!done)
        Q_EMIT problem(done.error());
}

void EnvRoom::warn(const EnvFileDangers &dangers)
{
    const QString name = QFileInfo(m_editor->path()).fileName();
    QStringList texts;
    std::vector<NoticeBar::Choice> choices;
    if (dangers.isTracked)
        texts << tr("%1 is tracked by git: its secrets are in the history. Remove it with "
                    "“git rm --cached” and change the secrets.")
                     .arg(name);
    else if (dangers.isNotIgnored)
        texts << tr("%1 is not in .gitignore: the next “git add” takes it.").arg(name);
    if (dangers.isOpenToOthers()) {
        texts << tr("Others on this machine may read %1 (mode %2).")
                     .arg(name, QString::number(dangers.mode.bits & 0777, 8));
        choices.push_back({tr("Make it private (600)"), [this] {
                               tell(makeEnvFilePrivate(m_editor->path()));
                           }});
    }
    if (texts.isEmpty())
        m_dangers->hide();
    else
        m_dangers->say(texts.join(u' '), {}, choices);
}

void EnvRoom::askMerge()
{
    m_notice->say(tr("Another program changed %1 while you were editing it.")
                      .arg(QFileInfo(m_editor->path()).fileName()),
                  tr("Merging takes over the keys that only the other side changed."),
                  {{tr("Merge by key"),
                    [this] {
                        m_editor->mergeFromDisk();
                    }},
                   {tr("Drop mine, read it again"), [this] {
                        m_editor->reloadFromDisk();
                    }}});
}

void EnvRoom::save()
{
    if (m_mode == Mode::Files) {
        m_files->save();
        return;
    }
    if (m_editor->state() != EnvEditor::State::Open || !m_editor->isModified())
        return;
    auto *review = new EnvReviewDialog({QFileInfo(m_editor->path()).fileName(), m_editor->saved(),
                                        m_editor->document(), m_editor->analysis().errors},
                                       m_theming, this);
    connect(review, &QDialog::accepted, m_editor, &EnvEditor::save);
    review->open();
}

void EnvRoom::startImport(const QString &text)
{
    auto *dialog = new EnvImportDialog(m_editor->document(), m_theming, this);
    if (!text.isEmpty())
        dialog->setText(text);
    connect(dialog, &EnvImportDialog::imported, m_editor, &EnvEditor::adopt);
    dialog->open();
}

void EnvRoom::startExport()
{
    const EnvReading reading = readEnv(m_editor->document().bytes(), m_editor->profile().main);
    QString name = QFileInfo(m_editor->path()).fileName();
    while (name.startsWith(u'.'))
        name.removeFirst();
    auto *dialog = new EnvExportDialog(reading, name.replace(u'.', u'-'), this);
    connect(dialog, &EnvExportDialog::exportRequested, this,
            [this](EnvExportFormat format, const QString &suggested) {
                auto *chooser = new QFileDialog(this, tr("Write the export"), m_folder);
                chooser->setAttribute(Qt::WA_DeleteOnClose);
                chooser->setAcceptMode(QFileDialog::AcceptSave);
                chooser->selectFile(suggested);
                connect(chooser, &QFileDialog::fileSelected, this,
                        [this, format](const QString &path) {
                            m_export = exportTo(format, path);
                            m_export.start();
                        });
                chooser->open();
            });
    dialog->open();
}

Task<void> EnvRoom::exportTo(EnvExportFormat format, QString path)
{
    const EnvReading reading = readEnv(m_editor->document().bytes(), m_editor->profile().main);
    Result<EnvReading> resolved
        = co_await resolveSecrets(m_controller.workspace()->env().secrets(), reading);
    if (!resolved) {
        Q_EMIT problem(resolved.error());
        co_return;
    }
    const Result<QByteArray> text = exportEnv(*resolved, format, QFileInfo(path).baseName());
    wipeValues(*resolved);
    if (text)
        writeExport(*text, path);
    else
        Q_EMIT problem(text.error());
}

void EnvRoom::writeExport(const QByteArray &text, const QString &path)
{
    onWorker([path, text]() -> Result<EnvFileState> {
        // The chooser has asked about a file that is there.
        const Result<EnvFileContent> old = readEnvFile(path);
        return (old ? Result<EnvFileState>(old->state) : newEnvFile(path))
            .and_then([&](const EnvFileState &state) { return saveEnvFile(state, text); });
    }).then(this, [this, path](const Result<EnvFileState> &written) {
        if (written)
            say(tr("Written to %1.").arg(path));
        else
            Q_EMIT problem(written.error());
    });
}

void EnvRoom::startDelivery()
{
    const QString name = QFileInfo(m_editor->path()).fileName();
    EnvDeliveryDialog::File file;
    file.name = name;
    file.text = m_editor->saved().bytes();
    file.target.on = serverNames();
    file.target.dialect = m_editor->profile().main;
    if (m_editor->isModified())
        file.doubts << tr("What you have not saved yet is not in it.");
    if (const int errors = m_editor->analysis().errors; errors > 0)
        file.doubts << tr("%n error(s) are still in the file.", "", errors);
    auto *dialog
        = new EnvDeliveryDialog(m_controller.workspace()->env(), file, m_theming, window());
    connect(
        dialog, &EnvDeliveryDialog::fetched, this,
        [this](const QString &, const QByteArray &text) { startImport(QString::fromUtf8(text)); });
    // It uses the workspace.
    connect(&m_controller, &RunController::workspaceChanged, dialog, &QDialog::close);
    dialog->open();
}

void EnvRoom::addKey()
{
    // A new last line, to be completed from the known keys.
    EnvTextEdit *text = m_edit->text();
    QTextCursor cursor = text->textCursor();
    cursor.movePosition(QTextCursor::End);
    if (!cursor.block().text().isEmpty())
        cursor.insertBlock();
    text->setTextCursor(cursor);
    text->setFocus();
}

void EnvRoom::makeMoreMenu()
{
    const auto add = [this](const QString &name, const QString &icon, const QString &text) {
        QAction *action = m_moreMenu->addAction(m_theming.icon(icon), text);
        m_theming.dress(action, icon);
        action->setObjectName(name);
        return action;
    };
    QAction *deliver = add(u"deliverEnv"_s, u"servers"_s, tr("Compare and deliver to servers…"));
    connect(deliver, &QAction::triggered, this, &EnvRoom::startDelivery);
    QAction *exported = add(u"exportEnv"_s, u"action-upload"_s, tr("Export…"));
    connect(exported, &QAction::triggered, this, &EnvRoom::startExport);
    m_moreMenu->addSeparator();
    QAction *comment = add(u"commentOutKey"_s, u"skip"_s, tr("Comment the key out"));
    connect(comment, &QAction::triggered, this,
            [this] { tell(m_editor->commentOut(m_edit->currentKey())); });
    QAction *remove = add(u"removeKey"_s, u"remove"_s, tr("Remove the key"));
    connect(remove, &QAction::triggered, this,
            [this] { tell(m_editor->remove(m_edit->currentKey())); });
    connect(m_moreMenu, &QMenu::aboutToShow, this, [this, deliver, comment, remove] {
        deliver->setEnabled(!serverNames().isEmpty());
        const bool any = m_editor->document().find(m_edit->currentKey()) != nullptr;
        comment->setEnabled(any);
        remove->setEnabled(any);
    });
}

void EnvRoom::copy(const QByteArray &key)
{
    const EnvReading reading = readEnv(m_editor->document().bytes(), m_editor->profile().main);
    const auto found = std::ranges::find(reading.values, key, &EnvValue::key);
    if (found == reading.values.cend() || !found->value)
        return;
    if (isSecret(key, *found->value)) {
        m_clipboard.copy(*found->value);
        say(tr("%1 is on the clipboard for %2 seconds.")
                .arg(QString::fromUtf8(key))
                .arg(SecretClipboard::usualTime.count()));
    } else {
        QGuiApplication::clipboard()->setText(QString::fromUtf8(*found->value));
    }
}

void EnvRoom::generate(const QByteArray &key)
{
    tell(m_editor->generate(key));
}

} // namespace slipway
