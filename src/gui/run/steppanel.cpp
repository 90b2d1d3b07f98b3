// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/run/steppanel.h"

#include "gui/common/theming.h"
#include "gui/run/runcontroller.h"
#include "gui/run/stepdetails.h"
#include "ui_steppanel.h"

#include <QAbstractTextDocumentLayout>
#include <QFontDatabase>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr int kindIconSize = 24;
constexpr int stateIconSize = 18;
constexpr int mostLines = 9;
constexpr int preferredWidth = 380;

void setText(QLabel *label, const QString &text)
{
    // Setting the same text again would drop a selection made with the pointer.
    if (label->text() != text)
        label->setText(text);
}

} // namespace

StepPanel::StepPanel(RunController &controller, Theming &theming, QWidget *parent)
    : QWidget(parent)
    , m_controller(controller)
    , m_theming(theming)
    , m_ui(std::make_unique<Ui::StepPanel>())
{
    setObjectName(u"stepPanel"_s);
    setAttribute(Qt::WA_StyledBackground);
    m_ui->setupUi(this);
    m_ui->stepDetails->setAttribute(Qt::WA_StyledBackground);
    m_ui->logView->setTheming(theming);
    theming.dress(m_ui->closeButton, u"close"_s);
    theming.dress(m_ui->runAgainButton, u"retry"_s);
    m_ui->whatText->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_ui->stateText->setAccessibleName(tr("State of the step"));
    m_ui->splitter->setStretchFactor(0, 3);
    m_ui->splitter->setStretchFactor(1, 2);

    setFrame(Frame::Dock);
    m_second.setInterval(1000);
    connect(&m_second, &QTimer::timeout, this, &StepPanel::refresh);
    connect(&controller, &RunController::stateChanged, this, &StepPanel::refresh);
    connect(&controller, &RunController::shownChanged, this, [this] { showStep(m_step); });
    connect(&controller, &RunController::outputReceived, this, [this](const OutputChunk &chunk) {
        if (chunk.step != m_step || chunk.run != m_controller.state().id)
            return;
        if (m_readingLog)
            m_meanwhile << chunk;
        else
            m_ui->logView->append(chunk);
    });
    connect(&theming, &Theming::changed, this, &StepPanel::refresh);
    connect(m_ui->closeButton, &QToolButton::clicked, this, &StepPanel::closeRequested);
    connect(m_ui->logView, &LogView::saveFailed, this, &StepPanel::problem);
    connect(m_ui->runAgainButton, &QPushButton::clicked, this,
            [this] { Q_EMIT runAgainRequested(m_step); });
    theming.dress(m_ui->stepConsoleButton, u"action-run"_s);
    connect(m_ui->stepConsoleButton, &QPushButton::clicked, this,
            [this] { Q_EMIT consoleRequested(m_step, consoleHost()); });
    connect(m_ui->hostsList, &QListWidget::currentItemChanged, this,
            [this](const QListWidgetItem *item) {
                if (item != nullptr && m_ui->hostsList->hasFocus())
                    m_ui->logView->showHost(ServerId(item->data(Qt::UserRole).toString()));
            });
    showStep({});
}

StepPanel::~StepPanel() = default;

QSize StepPanel::sizeHint() const
{
    return {preferredWidth, QWidget::sizeHint().height()};
}

/// The chosen host, else the first that failed, else the first; empty for a step without hosts.
ServerId StepPanel::consoleHost() const
{
    const Step *step = m_controller.state().plan.step(m_step);
    if (step == nullptr || !std::holds_alternative<SshAction>(step->action))
        return {};
    if (const QListWidgetItem *item = m_ui->hostsList->currentItem())
        return ServerId(item->data(Qt::UserRole).toString());
    const QMap<ServerId, HostStatus> hosts = m_controller.state().status(m_step).hosts;
    for (const auto &[host, status] : hosts.asKeyValueRange()) {
        if (status.state == StepState::Failed)
            return host;
    }
    for (const PreviewRow &row : m_controller.preview()) {
        if (row.step == m_step && !row.host.isEmpty())
            return row.host;
    }
    return {};
}

void StepPanel::setFrame(Frame frame)
{
    m_ui->closeButton->setVisible(frame == Frame::Sheet);
}

void StepPanel::showStep(const StepId &step)
{
    m_step = m_controller.state().plan.step(step) != nullptr ? step : StepId();
    m_ui->pages->setCurrentWidget(m_step.isEmpty() ? m_ui->emptyPage : m_ui->stepPage);
    refresh();
    readLog();
    m_ui->scroll->ensureVisible(0, 0);
}

void StepPanel::readLog()
{
    const int request = ++m_logRequest;
    m_meanwhile.clear();
    m_ui->logView->start(m_step.toString(), {});
    if (m_step.isEmpty() || m_controller.state().id.isEmpty()) {
        m_readingLog = false;
        return;
    }
    m_readingLog = true;
    m_controller.output(m_step).then(
        this, [this, request](const Result<QList<OutputChunk>> &chunks) {
            if (request != m_logRequest)
                return;
            m_readingLog = false;
            if (chunks)
                m_ui->logView->start(m_step.toString(), *chunks);
            else
                Q_EMIT problem(chunks.error().message);
            for (const OutputChunk &chunk : std::exchange(m_meanwhile, {}))
                m_ui->logView->append(chunk);
        });
}

void StepPanel::refresh()
{
    if (m_step.isEmpty()) {
        m_second.stop();
        return;
    }
    const Workspace *workspace = m_controller.workspace();
    const StepDetails details
        = StepDetails::of(m_step,
                          {m_controller.state(), m_controller.preview(),
                           workspace != nullptr ? workspace->config().roles : QList<Role>{},
                           QDateTime::currentDateTimeUtc()});
    setText(m_ui->stepTitle, details.title);
    setText(m_ui->stepKind, details.kind);
    m_ui->kindIcon->setPixmap(tintedPixmap(actionIconPath(details.actionKey), kindIconSize,
                                           m_theming.palette().mutedText, devicePixelRatioF()));
    refreshState(details);
    refreshHosts(details);

    if (m_ui->whatText->toPlainText() != details.what) {
        m_ui->whatText->setPlainText(details.what);
        // A plain text's document is measured in lines, wrapped ones included.
        const int lines
            = int(m_ui->whatText->document()->documentLayout()->documentSize().height());
        const int count = std::clamp(lines, 2, mostLines);
        m_ui->whatText->setFixedHeight(count * m_ui->whatText->fontMetrics().lineSpacing()
                                       + 2 * measure::group);
    }
    m_ui->whatSection->setVisible(!details.what.isEmpty());
    setText(m_ui->answersText, details.answers);
    m_ui->answersSection->setVisible(!details.answers.isEmpty());
    setText(m_ui->approvalText, details.approvals);
    m_ui->approvalSection->setVisible(!details.approvals.isEmpty());
    setText(m_ui->evidenceText, details.evidence);
    m_ui->evidenceSection->setVisible(!details.evidence.isEmpty());
    setText(m_ui->notesText, details.notes);
    m_ui->notesSection->setVisible(!details.notes.isEmpty());
    const QString whyNot = m_controller.whyNotRunAgain(m_step);
    m_ui->runAgainButton->setVisible(whyNot.isEmpty());
    const ServerId host = consoleHost();
    m_ui->stepConsoleButton->setVisible(!host.isEmpty());
    m_ui->stepConsoleButton->setText(tr("Console on %1").arg(host.toString()));
    m_ui->stepConsoleButton->setAccessibleName(m_ui->stepConsoleButton->text());

    const bool moving = details.state == StepState::Running;
    if (moving && !m_second.isActive())
        m_second.start();
    else if (!moving)
        m_second.stop();
}

void StepPanel::refreshState(const StepDetails &details)
{
    const StateLook look = lookOf(details.state, m_theming.mode());
    m_ui->stateIcon->setPixmap(
        tintedPixmap(look.iconPath, stateIconSize, look.foreground, devicePixelRatioF()));
    QPalette colours = m_ui->stateText->palette();
    colours.setColor(QPalette::WindowText, look.foreground);
    m_ui->stateText->setPalette(colours);
    setText(m_ui->stateText, look.word);
    setText(m_ui->durationText, details.duration);
    setText(m_ui->reasonText, details.reason);
    m_ui->reasonText->setVisible(!details.reason.isEmpty());
}

void StepPanel::refreshHosts(const StepDetails &details)
{
    QListWidget *list = m_ui->hostsList;
    m_ui->hostsSection->setVisible(!details.hosts.isEmpty());
    while (list->count() > details.hosts.size())
        delete list->takeItem(list->count() - 1);
    for (qsizetype i = 0; i < details.hosts.size(); ++i) {
        const StepDetails::Host &host = details.hosts.at(i);
        if (i >= list->count())
            list->addItem(new QListWidgetItem);
        QListWidgetItem *item = list->item(int(i));
        const StateLook look = lookOf(host.state, m_theming.mode());
        const QString text = host.note.isEmpty()
            ? tr("%1 — %2").arg(host.id.toString(), look.word)
            : tr("%1 — %2 · %3").arg(host.id.toString(), look.word, host.note);
        if (item->text() != text) {
            item->setText(text);
            item->setToolTip(text);
        }
        item->setIcon(m_theming.stateIcon(host.state));
        item->setData(Qt::UserRole, host.id.toString());
    }
    const int rows = std::min(list->count(), 6);
    if (rows > 0)
        list->setFixedHeight(rows * list->sizeHintForRow(0) + measure::unit);
}

} // namespace slipway
