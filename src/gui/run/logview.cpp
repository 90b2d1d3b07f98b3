// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/run/logview.h"

#include "gui/common/theming.h"
#include "gui/run/ansiformat.h"
#include "ui_logview.h"

#include <QClipboard>
#include <QFileDialog>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QSaveFile>
#include <QScrollBar>
#include <QTextBlock>
#include <QTextDocumentFragment>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr int frameInterval = 16;
constexpr int longestDocument = 20000; // lines

QString hostName(const ServerId &host)
{
    return host.isEmpty() ? LogView::tr("This machine") : host.toString();
}

} // namespace

LogView::LogView(QWidget *parent) : QWidget(parent), m_ui(std::make_unique<Ui::LogView>())
{
    m_ui->setupUi(this);
    m_ui->logText->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_ui->logText->setMaximumBlockCount(longestDocument);
    m_frame.setSingleShot(true);
    m_frame.setInterval(frameInterval);
    connect(&m_frame, &QTimer::timeout, this, &LogView::flush);
    connect(m_ui->hostCombo, &QComboBox::activated, this, [this](int index) {
        const QVariant host = m_ui->hostCombo->itemData(index);
        m_host = host.isValid() ? std::optional(ServerId(host.toString())) : std::nullopt;
        rebuild();
    });
    connect(m_ui->searchEdit, &QLineEdit::textChanged, this, &LogView::search);
    connect(m_ui->searchEdit, &QLineEdit::returnPressed, this,
            [this] { search(m_ui->searchEdit->text()); });
    connect(m_ui->followButton, &QToolButton::toggled, this, [this](bool on) {
        if (on)
            m_ui->logText->verticalScrollBar()->setValue(
                m_ui->logText->verticalScrollBar()->maximum());
    });
    connect(m_ui->copyButton, &QToolButton::clicked, this, [this] {
        const QTextCursor cursor = m_ui->logText->textCursor();
        QGuiApplication::clipboard()->setText(cursor.hasSelection()
                                                  ? cursor.selection().toPlainText()
                                                  : m_ui->logText->toPlainText());
    });
    connect(m_ui->saveButton, &QToolButton::clicked, this, &LogView::save);
    refreshHosts();
}

LogView::~LogView() = default;

void LogView::setTheming(Theming &theming)
{
    m_theming = &theming;
    theming.dress(m_ui->followButton, u"follow"_s);
    theming.dress(m_ui->copyButton, u"copy"_s);
    theming.dress(m_ui->saveButton, u"save"_s);
    connect(&theming, &Theming::changed, this, &LogView::rebuild);
}

void LogView::start(const QString &title, const QList<OutputChunk> &chunks)
{
    m_title = title;
    m_log = {};
    m_waiting.clear();
    m_host.reset();
    for (const OutputChunk &chunk : chunks)
        m_log.append(chunk);
    refreshHosts();
    rebuild();
}

void LogView::append(const OutputChunk &chunk)
{
    const qsizetype hosts = m_log.hosts().size();
    m_log.append(chunk);
    if (m_log.hosts().size() != hosts)
        refreshHosts();
    m_waiting.append(chunk);
    if (!m_frame.isActive())
        m_frame.start();
}

void LogView::showHost(const ServerId &host)
{
    const int index = m_ui->hostCombo->findData(host.toString());
    if (index < 0)
        return;
    m_ui->hostCombo->setCurrentIndex(index);
    m_host = host;
    rebuild();
}

void LogView::focusSearch()
{
    m_ui->searchEdit->setFocus(Qt::ShortcutFocusReason);
    m_ui->searchEdit->selectAll();
}

QString LogView::text() const
{
    return m_ui->logText->toPlainText();
}

void LogView::refreshHosts()
{
    m_ui->hostCombo->clear();
    m_ui->hostCombo->addItem(tr("All hosts"));
    for (const ServerId &host : m_log.hosts())
        m_ui->hostCombo->addItem(hostName(host), host.toString());
    m_ui->hostCombo->setVisible(m_log.hosts().size() > 1);
    if (m_host)
        m_ui->hostCombo->setCurrentIndex(
            std::max(0, m_ui->hostCombo->findData(m_host->toString())));
}

bool LogView::isShown(const OutputChunk &chunk) const
{
    return !m_host || chunk.host == *m_host;
}

void LogView::rebuild()
{
    m_waiting.clear();
    m_hosts.clear();
    m_lastWritten.reset();
    m_ui->logText->clear();
    if (m_log.dropped() > 0) {
        const QString note
            = tr("(the first %1 of this log are not shown here; saved runs keep more)")
                  .arg(locale().formattedDataSize(m_log.dropped()));
        writeSpans({{AnsiSpan::Kind::Text, note + u'\n', {}}});
    }
    for (const OutputChunk &chunk : m_log.chunks()) {
        if (isShown(chunk))
            write(chunk);
    }
    m_ui->logText->verticalScrollBar()->setValue(m_ui->logText->verticalScrollBar()->maximum());
    if (!m_ui->searchEdit->text().isEmpty())
        search(m_ui->searchEdit->text());
}

void LogView::flush()
{
    QScrollBar *bar = m_ui->logText->verticalScrollBar();
    const int place = bar->value();
    const QList<OutputChunk> chunks = std::exchange(m_waiting, {});
    for (const OutputChunk &chunk : chunks) {
        if (isShown(chunk))
            write(chunk);
    }
    bar->setValue(m_ui->followButton->isChecked() ? bar->maximum() : place);
}

void LogView::write(const OutputChunk &chunk)
{
    HostText &host = m_hosts[chunk.host];
    const bool first = host.attempt == 0;
    const bool another = host.attempt != chunk.attempt || host.undo != chunk.undo;
    const bool severalHosts = !m_host && m_log.hosts().size() > 1;
    host.attempt = chunk.attempt;
    host.undo = chunk.undo;
    const bool newHeading = (another && (!first || chunk.attempt > 1 || chunk.undo))
        || (severalHosts && m_lastWritten != chunk.host);
    if (newHeading)
        writeHeading(chunk);
    m_lastWritten = chunk.host;
    writeSpans(host.parser.feed(chunk.bytes));
}

void LogView::writeHeading(const OutputChunk &chunk)
{
    QStringList parts;
    if (m_log.hosts().size() > 1 && !m_host)
        parts << hostName(chunk.host);
    if (chunk.attempt > 1)
        parts << tr("attempt %1").arg(chunk.attempt);
    if (chunk.undo)
        parts << tr("undo");
    AnsiStyle style;
    style.bold = true;
    style.foreground = 4;
    const bool atStart = m_ui->logText->document()->lastBlock().text().isEmpty();
    const QString line = u"▸ "_s + parts.join(u" · "_s) + u'\n';
    writeSpans({{AnsiSpan::Kind::Text, atStart ? line : QString(u'\n' + line), style}});
}

void LogView::writeSpans(const QList<AnsiSpan> &spans)
{
    const ThemeMode mode = m_theming != nullptr ? m_theming->mode() : ThemeMode::Light;
    QTextCursor cursor(m_ui->logText->document());
    cursor.movePosition(QTextCursor::End);
    cursor.beginEditBlock();
    for (const AnsiSpan &span : spans) {
        if (span.kind == AnsiSpan::Kind::LineStart) {
            cursor.movePosition(QTextCursor::StartOfBlock, QTextCursor::KeepAnchor);
            cursor.removeSelectedText();
        } else {
            cursor.insertText(span.text, formatOf(span.style, mode));
        }
    }
    cursor.endEditBlock();
}

void LogView::search(const QString &text)
{
    QList<QTextEdit::ExtraSelection> found;
    if (!text.isEmpty() && m_theming != nullptr) {
        QTextCursor cursor(m_ui->logText->document());
        constexpr qsizetype most = 2000;
        while (found.size() < most) {
            cursor = m_ui->logText->document()->find(text, cursor);
            if (cursor.isNull())
                break;
            QTextEdit::ExtraSelection hit;
            hit.cursor = cursor;
            const StateLook look = lookOf(StepState::Waiting, m_theming->mode());
            hit.format.setBackground(look.fill);
            hit.format.setForeground(look.onFill);
            found.append(hit);
        }
        // Enter walks on from the last hit, and round again at the end.
        if (!m_ui->logText->find(text)) {
            m_ui->logText->moveCursor(QTextCursor::Start);
            m_ui->logText->find(text);
        }
        m_ui->followButton->setChecked(false);
    }
    m_ui->logText->setExtraSelections(found);
    const bool missing = !text.isEmpty() && found.isEmpty();
    m_ui->searchEdit->setToolTip(missing ? tr("Not in this log.")
                                         : tr("%n place(s)", "", int(found.size())));
}

void LogView::save()
{
    auto *dialog = new QFileDialog(this, tr("Save the log"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->selectFile(m_title + u".log"_s);
    const QByteArray bytes = m_log.bytes(m_host);
    connect(dialog, &QFileDialog::fileSelected, this, [this, bytes](const QString &path) {
        QSaveFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
            Q_EMIT saveFailed(tr("The log could not be saved: %1").arg(file.errorString()));
    });
    dialog->open();
}

} // namespace slipway
