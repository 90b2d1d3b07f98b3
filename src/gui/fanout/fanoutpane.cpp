// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/fanout/fanoutpane.h"

#include "gui/common/text.h"
#include "gui/common/theming.h"
#include "gui/fanout/fanoutconfirm.h"
#include "gui/fanout/fanoutmodel.h"
#include "gui/fanout/fanoutservers.h"
#include "plan/planvalues.h"
#include "ui_fanoutpane.h"

#include <QFontDatabase>
#include <QKeyEvent>
#include <QSortFilterProxyModel>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr qsizetype mostHistory = 30;
constexpr qsizetype manyServers = 20;
/// So often in a row a server may be unreachable before it is left out.
constexpr int mostMissed = 3;

const QList<MachineState> &worthAnother()
{
    static const QList<MachineState> states{MachineState::Failed, MachineState::TimedOut,
                                            MachineState::Unreachable, MachineState::Skipped,
                                            MachineState::Cancelled};
    return states;
}

/// nullopt for an empty field.
Result<std::optional<milliseconds>> durationOf(const QLineEdit &edit)
{
    const QString text = edit.text().trimmed();
    if (text.isEmpty())
        return std::optional<milliseconds>();
    const std::optional<milliseconds> duration = durationFromText(text);
    if (!duration)
        return failure(ErrorCode::InvalidInput,
                       Text::tr("“%1” is no duration. Write it as 30s or 5m.").arg(text));
    return duration;
}

} // namespace

FanOutPane::FanOutPane(FanOutPorts ports, Theming &theming, QWidget *parent)
    : QWidget(parent)
    , m_ports(std::move(ports))
    , m_theming(theming)
    , m_ui(std::make_unique<Ui::FanOutPane>())
    , m_servers(new FanOutServers(theming, this))
    , m_shown(new QSortFilterProxyModel(this))
    , m_model(new FanOutModel(theming, m_ports.clock, this))
{
    m_ui->setupUi(this);
    setObjectName(u"fanOutPane"_s);
    prepareLists();
    connectParts();
    refreshButtons();
    setPlace({});
}

FanOutPane::~FanOutPane()
{
    m_ui->gathered->show(nullptr);
    m_fanOut.reset();
}

void FanOutPane::prepareLists()
{
    QFont title = font();
    title.setPointSizeF(title.pointSizeF() * measure::titleType);
    title.setWeight(QFont::DemiBold);
    m_ui->fanOutTitle->setFont(title);
    m_ui->commandEdit->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_shown->setSourceModel(m_servers);
    m_shown->setFilterRole(FanOutServers::SearchRole);
    m_shown->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_ui->serverList->setModel(m_shown);
    QTableView *table = m_ui->resultTable;
    table->setModel(m_model);
    table->verticalHeader()->hide();
    table->verticalHeader()->setDefaultSectionSize(table->fontMetrics().height()
                                                   + 2 * measure::inside);
    table->horizontalHeader()->setStretchLastSection(true);
    table->horizontalHeader()->setHighlightSections(false);
    table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    table->setColumnWidth(FanOutModel::Server, 150);
    table->setColumnWidth(FanOutModel::State, 140);
    table->setColumnWidth(FanOutModel::Exit, 70);
    table->setColumnWidth(FanOutModel::Time, 90);
    m_theming.dress(m_ui->runButton, u"start"_s);
    m_theming.dress(m_ui->cancelButton, u"stop"_s);
    m_theming.dress(m_ui->nextButton, u"skip"_s);
    m_theming.dress(m_ui->againButton, u"retry"_s);
    m_theming.dress(m_ui->quarantineButton, u"host-excluded"_s);
    m_ui->gathered->dress(m_theming);
}

void FanOutPane::connectParts()
{
    connect(m_ui->serverFilter, &QLineEdit::textChanged, m_shown,
            &QSortFilterProxyModel::setFilterFixedString);
    connect(m_servers, &FanOutServers::chosenChanged, this, &FanOutPane::refreshButtons);
    connect(m_ui->chooseShownButton, &QPushButton::clicked, this, &FanOutPane::chooseShown);
    connect(m_ui->chooseNoneButton, &QPushButton::clicked, this, [this] { choose({}); });
    connect(m_ui->quarantineButton, &QPushButton::clicked, this, &FanOutPane::toggleQuarantine);
    connect(m_ui->serverList->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &FanOutPane::refreshButtons);
    connect(m_ui->commandEdit, &QPlainTextEdit::textChanged, this, &FanOutPane::refreshButtons);
    const QList<QWidget *> fields{m_ui->commandEdit,   m_ui->parallelBox,  m_ui->batchesEdit,
                                  m_ui->maxFailedEdit, m_ui->pauseEdit,    m_ui->healthEdit,
                                  m_ui->connectEdit,   m_ui->serverFilter, m_ui->serverList};
    for (QWidget *field : fields)
        field->installEventFilter(this);
    connect(m_ui->historyBox, &QComboBox::activated, this, [this](int row) {
        m_ui->commandEdit->setPlainText(m_history.value(row));
        m_ui->historyBox->setCurrentIndex(-1);
        m_ui->commandEdit->setFocus();
    });
    connect(m_ui->runButton, &QPushButton::clicked, this, &FanOutPane::requestRun);
    connect(m_ui->nextButton, &QPushButton::clicked, this, [this] {
        if (m_fanOut)
            m_fanOut->next();
    });
    connect(m_ui->cancelButton, &QPushButton::clicked, this, [this] {
        if (m_fanOut)
            m_fanOut->cancel();
        refreshStatus();
    });
    connect(m_ui->againButton, &QPushButton::clicked, this, [this] {
        FanOut::Work work = m_fanOut->again(worthAnother());
        work.quarantine = quarantine().reasons();
        confirmed(std::move(work));
    });
    connect(m_model, &FanOutModel::ticked, this, [this] {
        m_ui->gathered->refresh();
        refreshStatus();
    });
    connect(m_ui->resultTabs, &QTabWidget::currentChanged, m_ui->gathered,
            &FanOutGathered::refresh);
    connect(m_ui->gathered, &FanOutGathered::failed, this, &FanOutPane::showProblem);
}

void FanOutPane::setPlace(const FanOutPlace &place)
{
    m_place = place;
    m_servers->setServers(place.servers);
    const bool any = !place.servers.isEmpty();
    m_ui->noServers->setVisible(!any);
    m_ui->serverList->setVisible(any);
    refreshButtons();
}

void FanOutPane::choose(const QStringList &servers)
{
    m_servers->choose(servers);
}

const Quarantine &FanOutPane::quarantine() const
{
    return m_servers->quarantine();
}

void FanOutPane::setQuarantine(const Quarantine &quarantine)
{
    m_servers->setQuarantine(quarantine);
}

void FanOutPane::setHistory(const QStringList &history)
{
    m_history = history;
    m_ui->historyBox->clear();
    for (const QString &command : std::as_const(m_history))
        m_ui->historyBox->addItem(command.section(u'\n', 0, 0));
    m_ui->historyBox->setCurrentIndex(-1);
    m_ui->historyBox->setEnabled(!m_history.isEmpty());
}

bool FanOutPane::isRunning() const
{
    return m_fanOut && m_fanOut->phase() != FanOut::Phase::Over;
}

void FanOutPane::chooseShown()
{
    QStringList names = m_servers->chosen();
    for (int row = 0; row < m_shown->rowCount(); ++row)
        names.append(m_shown->index(row, 0).data(FanOutServers::NameRole).toString());
    choose(names);
}

void FanOutPane::toggleQuarantine()
{
    Quarantine changed = quarantine();
    const QModelIndexList rows = m_ui->serverList->selectionModel()->selectedRows();
    for (const QModelIndex &row : rows) {
        const QString name = row.data(FanOutServers::NameRole).toString();
        if (changed.contains(name))
            changed.release(name);
        else
            changed.add(name, tr("It was put in quarantine by hand."));
    }
    m_servers->setQuarantine(changed);
    Q_EMIT quarantineChanged(changed);
}

Result<FanOut::Work> FanOutPane::workFor(const QStringList &servers)
{
    FanOut::Work work;
    work.machines = servers;
    work.runnerFor = m_ports.runnerFor;
    work.commandFor = [script = m_ui->commandEdit->toPlainText()](const QString &) {
        Command command;
        command.script = script;
        return command;
    };
    work.parallel = m_ui->parallelBox->value();
    work.mostOutput = OutputGroups::Limits{}.machine;
    work.between = m_ui->holdBox->isChecked() ? FanOut::Between::Hold : FanOut::Between::GoOn;
    if (const QString text = m_ui->batchesEdit->text().trimmed(); !text.isEmpty()) {
        auto batches = batchesFromText(text);
        if (!batches)
            return std::unexpected(batches.error());
        work.policy.batches = *batches;
    }
    if (const QString text = m_ui->maxFailedEdit->text().trimmed(); !text.isEmpty()) {
        work.policy.maxFailed = portionFromText(text);
        if (!work.policy.maxFailed)
            return failure(
                ErrorCode::InvalidInput,
                tr("“%1” is no number of servers. Write a number or percents, as 10%.").arg(text));
    }
    if (const Result<void> read = readBetween(work); !read)
        return std::unexpected(read.error());
    return work;
}

Result<void> FanOutPane::readBetween(FanOut::Work &work) const
{
    const auto pause = durationOf(*m_ui->pauseEdit);
    if (!pause)
        return std::unexpected(pause.error());
    const auto connectTimeout = durationOf(*m_ui->connectEdit);
    if (!connectTimeout)
        return std::unexpected(connectTimeout.error());
    work.pause = pause->value_or(milliseconds(0));
    work.connectTimeout = *connectTimeout;
    const QString health = m_ui->healthEdit->text().trimmed();
    if (!health.isEmpty() && m_ports.healthCheck)
        work.healthCheck = [start = m_ports.healthCheck, health] {
            return start(health);
        };
    return {};
}

/// Ctrl+Enter runs what is written. Elsewhere it starts the plan, which nobody means here.
bool FanOutPane::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::ShortcutOverride && event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const auto *key = static_cast<QKeyEvent *>(event);
    const bool isEnter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
    if (!isEnter || !key->modifiers().testFlag(Qt::ControlModifier))
        return QWidget::eventFilter(watched, event);
    event->accept();
    if (event->type() == QEvent::KeyPress && m_ui->runButton->isEnabled())
        requestRun();
    return true;
}

void FanOutPane::requestRun()
{
    if (isRunning())
        return;
    Result<FanOut::Work> work = workFor(m_servers->chosen());
    if (!work)
        return showProblem(work.error().message);
    confirmed(*std::move(work));
}

void FanOutPane::confirmed(FanOut::Work work)
{
    const qsizetype count = work.machines.size();
    if (!Text::isProduction(m_place.environment) && count <= manyServers)
        return begin(std::move(work));
    auto *dialog = new FanOutConfirm(count, m_place.environment, this);
    connect(dialog, &FanOutConfirm::confirmed, this,
            [this, given = std::move(work)] { begin(given); });
    dialog->open();
}

void FanOutPane::begin(FanOut::Work work)
{
    if (isRunning())
        return;
    remember(m_ui->commandEdit->toPlainText());
    m_problem.clear();
    m_ui->gathered->show(nullptr);
    m_groups = OutputGroups();
    const auto commandFor = work.commandFor;
    m_fanOut = std::make_unique<FanOut>(std::move(work), m_ports.clock);
    m_model->follow(m_fanOut.get());
    connect(m_fanOut.get(), &FanOut::outputReceived, this,
            [this](const QString &server, OutputStream stream, const QByteArray &bytes) {
                m_groups.append(server, bytes, stream);
            });
    connect(m_fanOut.get(), &FanOut::commandBegan, this, [this, commandFor](const QString &server) {
        Q_EMIT commandBegan(server, commandFor(server).script);
    });
    connect(m_fanOut.get(), &FanOut::ended, this, &FanOutPane::onEnded);
    connect(m_fanOut.get(), &FanOut::phaseChanged, this, &FanOutPane::refreshButtons);
    connect(m_fanOut.get(), &FanOut::finished, this, &FanOutPane::onFinished);
    m_ui->gathered->show(&m_groups);
    m_fanOut->start();
    refreshButtons();
    Q_EMIT runningChanged();
}

void FanOutPane::remember(const QString &command)
{
    QStringList history = m_history;
    history.removeAll(command);
    history.prepend(command);
    if (history.size() > mostHistory)
        history.resize(mostHistory);
    setHistory(history);
    Q_EMIT historyChanged(history);
}

void FanOutPane::onEnded(const QString &server)
{
    const FanOut::Outcome outcome = m_fanOut->outcomes().value(server);
    if (outcome.attempts > 0) {
        m_groups.add(server);
        const bool isFailed = outcome.state == MachineState::Failed && !outcome.result.error;
        if (isFailed)
            m_groups.setNote(server, tr("exit status %1").arg(outcome.result.exitCode));
        else if (outcome.state == MachineState::Unreachable)
            m_groups.setUnreached(server, FanOutModel::look(outcome.state, m_theming.mode()).word);
        else if (outcome.state != MachineState::Succeeded)
            m_groups.setNote(server, FanOutModel::look(outcome.state, m_theming.mode()).word);
    }
    Quarantine changed = quarantine();
    if (changed.note(server, outcome.state, mostMissed))
        Q_EMIT quarantineChanged(changed);
    m_servers->setQuarantine(changed);
}

void FanOutPane::onFinished()
{
    m_ui->gathered->refresh();
    refreshButtons();
    Q_EMIT runningChanged();
}

void FanOutPane::refreshButtons()
{
    const int count = int(m_servers->chosen().size());
    const bool runs = isRunning();
    const QString run = tr("Run on %n server(s)", nullptr, count);
    m_ui->runButton->setText(run);
    m_ui->runButton->setAccessibleName(run);
    m_ui->runButton->setEnabled(count > 0 && !runs
                                && !m_ui->commandEdit->toPlainText().trimmed().isEmpty());
    const bool waits = runs
        && (m_fanOut->phase() == FanOut::Phase::Holding
            || m_fanOut->phase() == FanOut::Phase::Pausing);
    m_ui->nextButton->setVisible(waits);
    m_ui->cancelButton->setVisible(runs);
    int again = 0;
    if (m_fanOut && !runs)
        again = int(m_fanOut->again(worthAnother()).machines.size());
    m_ui->againButton->setVisible(again > 0);
    m_ui->againButton->setText(tr("Run again on %n server(s)", nullptr, again));
    m_ui->againButton->setToolTip(tr("The same command where it did not succeed."));
    m_ui->resultTabs->setVisible(m_fanOut != nullptr);
    m_ui->emptyLabel->setVisible(m_fanOut == nullptr);
    m_ui->chooseShownButton->setEnabled(m_servers->rowCount() > 0);
    m_ui->chooseNoneButton->setEnabled(count > 0);
    m_ui->quarantineButton->setEnabled(m_ui->serverList->selectionModel()->hasSelection());
    refreshStatus();
}

QString FanOutPane::statusText() const
{
    if (!m_problem.isEmpty() || !m_fanOut)
        return m_problem;
    QMap<MachineState, int> counts;
    for (const FanOut::Outcome &outcome : m_fanOut->outcomes())
        ++counts[outcome.state];
    QStringList parts;
    for (const auto &[state, count] : std::as_const(counts).asKeyValueRange())
        parts.append(tr("%1 %2", "count, state")
                         .arg(count)
                         .arg(FanOutModel::look(state, m_theming.mode()).word));
    QString text = parts.join(u" · "_s);
    if (m_fanOut->batchCount() > 1)
        text.prepend(tr("Batch %1 of %2: ").arg(m_fanOut->batch()).arg(m_fanOut->batchCount()));
    if (!m_fanOut->stopReason().isEmpty())
        text = tr("Stopped. %1").arg(m_fanOut->stopReason()) + u'\n' + text;
    else if (m_fanOut->isCancelled() && isRunning())
        text = tr("Ending on %n server(s): TERM, then KILL.", nullptr, int(m_fanOut->running()));
    else if (m_fanOut->phase() == FanOut::Phase::Holding)
        text += u'\n' + tr("The next batch waits for you.");
    else if (m_fanOut->phase() == FanOut::Phase::Pausing)
        text += u'\n' + tr("A pause before the next batch.");
    else if (m_fanOut->phase() == FanOut::Phase::Checking)
        text += u'\n' + tr("Asking for the service's health before the next batch.");
    return text;
}

void FanOutPane::refreshStatus()
{
    m_ui->statusLabel->setText(statusText());
}

void FanOutPane::showProblem(const QString &text)
{
    m_problem = text;
    refreshStatus();
}

} // namespace slipway
