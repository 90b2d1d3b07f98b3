// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/run/startdialog.h"

#include "gui/common/text.h"
#include "gui/common/theming.h"
#include "gui/run/inputsform.h"
#include "gui/run/runcontroller.h"
#include "ui_startdialog.h"

#include <QSettings>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

const QString operatorKey = u"people/operator"_s;

QString listed(const QStringList &names)
{
    return names.isEmpty() ? StartDialog::tr("none") : names.join(u", "_s).toHtmlEscaped();
}

} // namespace

StartDialog::StartDialog(RunController &controller, Theming &theming, QWidget *parent)
    : QDialog(parent)
    , m_controller(controller)
    , m_ui(std::make_unique<Ui::StartDialog>())
{
    setObjectName(u"startDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    m_ui->setupUi(this);
    QFont title = font();
    title.setPointSizeF(title.pointSizeF() * measure::titleType);
    title.setWeight(QFont::DemiBold);
    m_ui->heading->setFont(title);
    QPalette colours = m_ui->problemText->palette();
    colours.setColor(QPalette::WindowText, lookOf(StepState::Failed, theming.mode()).foreground);
    m_ui->problemText->setPalette(colours);
    fill();

    connect(m_ui->cancelButton, &QPushButton::clicked, this, &StartDialog::reject);
    connect(m_ui->startButton, &QPushButton::clicked, this, &StartDialog::start);
    connect(m_ui->confirmEdit, &QLineEdit::textChanged, this, &StartDialog::check);
    connect(m_ui->operatorEdit, &QLineEdit::textChanged, this, &StartDialog::check);
    connect(m_ui->lockReasonEdit, &QLineEdit::textChanged, this, &StartDialog::check);
    connect(m_ui->breakLockButton, &QPushButton::clicked, this, [this] {
        m_breaking = true;
        m_ui->breakLockButton->hide();
        m_ui->lockForm->show();
        m_ui->startButton->setText(tr("Break the lock and start"));
        m_ui->lockReasonEdit->setFocus();
        check();
        fit();
    });
    connect(&controller, &RunController::runStarted, this, &StartDialog::accept);
    connect(&controller, &RunController::startFailed, this, &StartDialog::offerToBreak);
    check();
}

StartDialog::~StartDialog() = default;

bool StartDialog::isProduction() const
{
    return Text::isProduction(m_controller.workspace()->config().environment);
}

void StartDialog::fill()
{
    const Plan &plan = m_controller.planFile().plan;
    const QString environment = m_controller.workspace()->config().environment;
    m_ui->heading->setText(environment.isEmpty()
                               ? tr("Start “%1”").arg(plan.name)
                               : tr("Start “%1” on %2").arg(plan.name, environment));
    m_ui->goalText->setText(plan.goal);
    m_ui->goalText->setVisible(!plan.goal.isEmpty());
    m_inputs = new InputsForm(plan.inputs, this);
    m_ui->inputsLayout->addWidget(m_inputs);
    m_ui->inputsSlot->setVisible(!plan.inputs.isEmpty());
    connect(m_inputs, &InputsForm::changed, this, &StartDialog::check);
    m_ui->operatorEdit->setText(
        QSettings().value(operatorKey, m_controller.operatorName()).toString());
    fillSteps();
    m_inputs->alignLabels({m_ui->operatorLabel, m_ui->fromLabel});
    m_ui->productionPanel->setVisible(isProduction());
    m_ui->confirmLabel->setText(
        tr("Type the name of the environment, “%1”, to confirm:").arg(environment));
    m_ui->lockForm->hide();
    m_ui->breakLockButton->hide();
    m_ui->problemText->hide();
}

void StartDialog::fillSteps()
{
    m_ui->fromCombo->addItem(tr("The beginning"), QString());
    for (const Phase &phase : m_controller.planFile().plan.phases) {
        for (const Step &step : phase.steps)
            m_ui->fromCombo->addItem(tr("%1: %2").arg(phase.name, step.name), step.id.toString());
    }
}

RunOptions StartDialog::options() const
{
    RunOptions options;
    options.planPath = m_controller.planFile().path;
    options.inputs = m_inputs->values();
    options.startAt = StepId(m_ui->fromCombo->currentData().toString());
    options.operatorName = m_ui->operatorEdit->text().trimmed();
    if (m_breaking) {
        options.breakLock = Journal::BreakLock::Yes;
        options.breakReason = m_ui->lockReasonEdit->text().trimmed();
    }
    return options;
}

void StartDialog::check()
{
    const QList<Diagnostic> problems
        = m_controller.workspace()->checkInputs(m_controller.planFile().plan, m_inputs->values());
    m_inputs->showProblems(problems);
    const QString environment = m_controller.workspace()->config().environment;
    QString why;
    for (const Diagnostic &problem : problems) {
        if (problem.severity == Diagnostic::Severity::Error && why.isEmpty())
            why = problem.message;
    }
    if (why.isEmpty() && m_ui->operatorEdit->text().trimmed().isEmpty())
        why = tr("Say who drives this run.");
    if (why.isEmpty() && isProduction() && m_ui->confirmEdit->text() != environment)
        why = tr("Type “%1” to confirm.").arg(environment);
    if (why.isEmpty() && m_breaking && m_ui->lockReasonEdit->text().trimmed().isEmpty())
        why = tr("Say why the lock may be broken.");
    m_ui->startButton->setEnabled(why.isEmpty() && !m_starting);
    m_ui->startButton->setToolTip(why);
    m_ui->whyText->setText(why);
    refreshSummary();
    if (isVisible())
        fit();
}

void StartDialog::refreshSummary()
{
    if (!isProduction())
        return;
    const WorkspaceConfig &config = m_controller.workspace()->config();
    const Environment *environment = config.inUse();
    QStringList servers;
    if (environment != nullptr) {
        for (const Server &server : environment->servers)
            servers << server.name.toString();
    }
    QStringList people;
    for (const Role &role : config.roles)
        people << tr("%1: %2").arg(role.name, role.people.join(u", "_s));
    QStringList inputs;
    const QMap<QString, QString> values = m_inputs->values();
    for (const PlanInput &input : m_controller.planFile().plan.inputs) {
        const QString value
            = input.type == PlanInput::Type::Secret ? u"••••••"_s : values.value(input.name);
        if (values.contains(input.name))
            inputs << tr("%1 = %2").arg(input.name, value);
    }
    QStringList findings;
    for (const Diagnostic &diagnostic : m_controller.planFile().diagnostics)
        findings << diagnostic.message;
    const auto row = [](const QString &name, const QString &value) {
        return u"<tr><td style='padding-right:12px'>%1</td><td>%2</td></tr>"_s.arg(name, value);
    };
    m_ui->summaryText->setText(
        u"<table>"_s
        + row(tr("Plan"),
              tr("%1 (%n step(s))", "", m_controller.planFile().plan.stepCount())
                  .arg(m_controller.planFile().plan.name.toHtmlEscaped()))
        + row(tr("Inputs"), listed(inputs)) + row(tr("Servers"), listed(servers))
        + row(tr("People"), listed(people)) + row(tr("Open findings"), listed(findings))
        + u"</table>"_s);
}

void StartDialog::start()
{
    QSettings().setValue(operatorKey, m_ui->operatorEdit->text().trimmed());
    m_starting = true;
    m_ui->problemText->hide();
    m_ui->startButton->setEnabled(false);
    m_controller.start(options());
}

void StartDialog::offerToBreak(const Error &error)
{
    m_starting = false;
    m_ui->problemText->setText(error.message);
    m_ui->problemText->setToolTip(error.detail);
    m_ui->problemText->show();
    const bool lock = error.code == ErrorCode::Refused && m_controller.workspace()->canRun();
    m_ui->breakLockButton->setVisible(lock && !m_breaking);
    check();
    fit();
}

void StartDialog::fit()
{
    // Wrapped lines that appear later would be taken from the fields' height.
    layout()->activate();
    const int needed = layout()->totalHeightForWidth(width());
    resize(width(), std::max(height(), std::max(needed, layout()->totalSizeHint().height())));
}

} // namespace slipway
