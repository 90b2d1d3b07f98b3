// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/run/questionbar.h"

#include "gui/common/carefulbutton.h"
#include "gui/common/flowlayout.h"
#include "gui/common/theming.h"
#include "gui/run/editableaction.h"
#include "gui/run/runcontroller.h"
#include "ui_questionbar.h"

#include <QCheckBox>
#include <QFileDialog>
#include <QFontDatabase>
#include <QPlainTextEdit>
#include <QShortcut>
#include <QStyle>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr int iconSize = 20;
constexpr int editorHeight = 120;
constexpr qint64 keyGuard = 350; // milliseconds
constexpr qsizetype mostConsoles = 3;

QString plain(QString label)
{
    return label.remove(u'…');
}

template<typename Widgets> void discard(Widgets &widgets)
{
    // Later, because the click that led here may come from one of them.
    for (auto *widget : widgets) {
        widget->hide();
        widget->deleteLater();
    }
    widgets.clear();
}

QStringList namesOf(const QList<StepId> &steps, const Plan &plan)
{
    QStringList names;
    for (const StepId &id : steps) {
        const Step *step = plan.step(id);
        names << (step != nullptr ? step->name : id.toString());
    }
    return names;
}

} // namespace

QuestionBar::QuestionBar(RunController &controller, Theming &theming, QWidget *parent)
    : QFrame(parent)
    , m_controller(controller)
    , m_theming(theming)
    , m_ui(std::make_unique<Ui::QuestionBar>())
{
    setObjectName(u"questionBar"_s);
    m_ui->setupUi(this);
    new FlowLayout(m_ui->offers, measure::inside);
    new FlowLayout(m_ui->checklist, measure::group);
    theming.dress(m_ui->previousButton, u"chevron-left"_s);
    theming.dress(m_ui->nextButton, u"chevron-right"_s);
    theming.dress(m_ui->evidenceFileButton, u"open"_s);
    auto *escape = new QShortcut(QKeySequence(Qt::Key_Escape), this);
    escape->setContext(Qt::WidgetWithChildrenShortcut);
    connect(escape, &QShortcut::activated, this, &QuestionBar::closeAsk);

    connect(&controller, &RunController::questionsChanged, this, &QuestionBar::refresh);
    connect(&controller, &RunController::stateChanged, this, &QuestionBar::showPerson);
    connect(&theming, &Theming::changed, this, &QuestionBar::dressTone);
    connect(m_ui->nextButton, &QToolButton::clicked, this, &QuestionBar::showNext);
    connect(m_ui->previousButton, &QToolButton::clicked, this, [this] {
        const qsizetype at = m_shown ? m_questions.indexOf(*m_shown) : 0;
        show(m_questions.at((at + m_questions.size() - 1) % m_questions.size()));
    });
    connect(m_ui->questionHeadline, &QPushButton::clicked, this, [this] {
        if (m_shown)
            Q_EMIT stepChosen(m_shown->question.step);
    });
    connect(m_ui->backButton, &QPushButton::clicked, this, &QuestionBar::closeAsk);
    connect(m_ui->reasonEdit, &QLineEdit::returnPressed, this, [this] {
        if (m_asking && !m_asking->destructive)
            send(*m_asking);
    });
    connect(m_ui->evidenceFileButton, &QPushButton::clicked, this, [this] {
        auto *dialog = new QFileDialog(this, tr("Choose the evidence"));
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        connect(dialog, &QFileDialog::fileSelected, m_ui->evidenceEdit, &QLineEdit::setText);
        dialog->open();
    });
    refresh();
}

QuestionBar::~QuestionBar() = default;

void QuestionBar::refresh()
{
    m_questions = m_controller.questions();
    setVisible(!m_questions.isEmpty());
    if (m_questions.isEmpty()) {
        m_shown.reset();
        closeAsk();
        return;
    }
    // A question under the person's hands stays; only another one takes its place.
    const bool stillOpen = m_shown && m_questions.contains(*m_shown);
    if (!stillOpen)
        show(m_questions.constFirst());
    const qsizetype at = m_questions.indexOf(*m_shown);
    const bool several = m_questions.size() > 1;
    m_ui->countText->setVisible(several);
    m_ui->previousButton->setVisible(several);
    m_ui->nextButton->setVisible(several);
    m_ui->countText->setText(tr("%1 of %2").arg(at + 1).arg(m_questions.size()));
}

void QuestionBar::showNext()
{
    if (m_questions.size() < 2 || !m_shown)
        return;
    show(m_questions.at((m_questions.indexOf(*m_shown) + 1) % m_questions.size()));
    refresh();
}

void QuestionBar::showQuestionOf(const StepId &step)
{
    for (const OpenQuestion &question : std::as_const(m_questions)) {
        if (question.question.step == step && question != m_shown) {
            show(question);
            refresh();
            return;
        }
    }
}

const Step *QuestionBar::step() const
{
    const RunState *state = m_shown ? m_controller.stateOf(m_shown->run) : nullptr;
    return state != nullptr ? state->plan.step(m_shown->question.step) : nullptr;
}

std::optional<Action> QuestionBar::shownAction() const
{
    const Step *of = step();
    if (of == nullptr)
        return std::nullopt;
    if (m_shown->question.aboutUndo)
        return of->undo;
    return m_controller.stateOf(m_shown->run)->status(of->id).edited.value_or(of->action);
}

void QuestionBar::show(const OpenQuestion &question)
{
    m_shown = question;
    m_shownFor.start();
    closeAsk();
    m_ui->answerProblem->clear();
    m_ui->answerProblem->hide();
    QuestionContext context;
    context.state = m_controller.stateOf(question.run);
    if (RunSession *session = m_controller.session()) {
        context.rollbackSteps
            = namesOf(session->engine().rollbackSteps(), m_controller.state().plan);
        context.stepsAfterStop
            = namesOf(session->engine().stepsAfterStop(), m_controller.state().plan);
    }
    m_text = QuestionPresenter::present(question, context);
    m_ui->questionHeadline->setText(m_text.headline);
    m_ui->questionText->setText(m_text.text);
    m_ui->questionText->setVisible(!m_text.text.isEmpty());
    setAccessibleDescription(m_text.headline + u": "_s + m_text.text);
    showManual(step());
    showPerson();
    showOffers();
    dressTone();
}

void QuestionBar::showManual(const Step *step)
{
    discard(m_checks);
    m_ui->evidenceEdit->clear();
    const bool manual = m_shown->question.kind == Question::Kind::Manual;
    m_ui->manualForm->setVisible(manual);
    if (!manual)
        return;
    const auto *action = step != nullptr ? std::get_if<ManualAction>(&step->action) : nullptr;
    const QStringList items = action != nullptr ? action->checklist : QStringList();
    for (const QString &item : items) {
        auto *check = new QCheckBox(item, m_ui->checklist);
        check->setObjectName(u"check%1"_s.arg(m_checks.size() + 1));
        check->setAccessibleName(item);
        m_ui->checklist->layout()->addWidget(check);
        check->show();
        m_checks << check;
    }
    m_ui->checklist->setVisible(!m_checks.isEmpty());
    const bool evidence = m_shown->question.evidenceRequired
        || (action != nullptr && action->evidence != ManualAction::Evidence::None);
    m_ui->evidenceRow->setVisible(evidence);
    m_ui->evidenceLabel->setText(m_shown->question.evidenceRequired ? tr("Evidence (needed)")
                                                                    : tr("Evidence (if any)"));
    m_ui->manualForm->setVisible(evidence || !m_checks.isEmpty());
}

void QuestionBar::showPerson()
{
    const bool approval = m_shown && m_shown->question.kind == Question::Kind::Approval;
    m_ui->personForm->setVisible(approval);
    if (!approval)
        return;
    QStringList have;
    if (const RunState *state = m_controller.stateOf(m_shown->run))
        have = state->status(m_shown->question.step).approvedBy;
    QStringList may = m_shown->question.mayAnswer;
    for (const QString &person : std::as_const(have))
        may.removeAll(person);
    if (may.isEmpty() && m_shown->question.mayAnswer.isEmpty())
        may << m_controller.operatorName();
    const QString was = m_ui->personCombo->currentText();
    QStringList now;
    for (int i = 0; i < m_ui->personCombo->count(); ++i)
        now << m_ui->personCombo->itemText(i);
    if (now != may) {
        m_ui->personCombo->clear();
        m_ui->personCombo->addItems(may);
        m_ui->personCombo->setCurrentText(may.contains(was) ? was : m_controller.operatorName());
    }
    m_ui->approvedText->setText(have.isEmpty() ? tr("Nobody has approved yet.")
                                               : tr("Approved by %1.").arg(have.join(u", "_s)));
}

void QuestionBar::showOffers()
{
    discard(m_offerButtons);
    for (const ChoiceOffer &offer : std::as_const(m_text.offers)) {
        const qsizetype number = m_offerButtons.size() + 1;
        QPushButton *button
            = offer.destructive ? new CarefulButton(m_ui->offers) : new QPushButton(m_ui->offers);
        const QString label = number <= 9 ? tr("%1  %2").arg(number).arg(offer.label) : offer.label;
        button->setText(label);
        button->setObjectName(u"offer-"_s + toString(offer.choice)
                              + (offer.option.isEmpty() ? QString() : u"-"_s + offer.option));
        button->setAccessibleName(plain(offer.label));
        button->setToolTip(offer.explanation);
        button->setProperty("destructive", offer.destructive);
        button->setProperty("primary", number == 1 && !offer.destructive);
        button->setAutoDefault(false);
        connect(button, &QPushButton::clicked, this, [this, offer] { choose(offer); });
        m_ui->offers->layout()->addWidget(button);
        button->show();
        m_offerButtons << button;
    }
    showConsoleOffers();
    m_ui->offers->updateGeometry();
}

/// Behind the answers and without a number: looking at a host answers nothing.
void QuestionBar::showConsoleOffers()
{
    const Step *asked = step();
    const bool isRemote = asked != nullptr && std::holds_alternative<SshAction>(asked->action);
    if (!isRemote || m_shown->question.kind != Question::Kind::Failure)
        return;
    const QList<ServerId> hosts
        = m_shown->question.hosts.first(std::min(m_shown->question.hosts.size(), mostConsoles));
    for (const ServerId &host : hosts) {
        auto *button = new QPushButton(tr("Console on %1").arg(host.toString()), m_ui->offers);
        button->setObjectName(u"console-"_s + host.toString());
        button->setAccessibleName(button->text());
        button->setAutoDefault(false);
        button->setFlat(true);
        m_theming.dress(button, u"action-run"_s);
        connect(button, &QPushButton::clicked, this,
                [this, host] { Q_EMIT consoleRequested(m_shown->question.step, host); });
        m_ui->offers->layout()->addWidget(button);
        button->show();
        m_offerButtons << button;
    }
}

void QuestionBar::pressOffer(int number)
{
    if (number < 1 || number > m_text.offers.size() || !m_shown || m_asking)
        return;
    // A key meant for the question before must not answer the one that has just taken its place.
    if (m_shownFor.isValid() && m_shownFor.elapsed() < keyGuard)
        return;
    choose(m_text.offers.at(number - 1));
}

void QuestionBar::choose(const ChoiceOffer &offer)
{
    if (offer.asks == ChoiceOffer::Asks::Nothing)
        send(offer);
    else
        ask(offer);
}

void QuestionBar::ask(const ChoiceOffer &offer)
{
    closeAsk();
    m_asking = offer;
    m_ui->askText->setText(offer.explanation);
    m_ui->askProblem->clear();
    const bool reason = offer.asks == ChoiceOffer::Asks::Reason;
    const bool script = offer.asks == ChoiceOffer::Asks::Script;
    m_ui->reasonEdit->setVisible(reason);
    m_ui->fields->setVisible(script);
    if (script)
        askScript();

    QPushButton *confirm = offer.destructive ? new CarefulButton(m_ui->confirmSlot)
                                             : new QPushButton(m_ui->confirmSlot);
    confirm->setText(script ? tr("Retry with this") : plain(offer.label));
    confirm->setObjectName(u"confirmAnswerButton"_s);
    confirm->setAccessibleName(confirm->text());
    confirm->setProperty("destructive", offer.destructive);
    confirm->setProperty("primary", !offer.destructive);
    confirm->setAutoDefault(false);
    connect(confirm, &QPushButton::clicked, this, [this, offer] { send(offer); });
    m_ui->confirmLayout->addWidget(confirm);
    m_ui->offers->hide();
    m_ui->askForm->show();
    if (reason)
        m_ui->reasonEdit->setFocus();
    else if (!script)
        m_ui->backButton->setFocus();
}

void QuestionBar::askScript()
{
    const std::optional<Action> action = shownAction();
    const QList<EditableAction::Field> fields
        = action ? EditableAction::fields(*action) : QList<EditableAction::Field>{};
    for (const EditableAction::Field &field : fields) {
        auto *label = new QLabel(field.label, m_ui->fields);
        m_ui->fieldsLayout->addWidget(label);
        QWidget *editor = nullptr;
        if (field.size == EditableAction::Field::Size::Line) {
            auto *line = new QLineEdit(field.text, m_ui->fields);
            m_fieldTexts.emplace_back([line] { return line->text(); });
            editor = line;
        } else {
            auto *block = new QPlainTextEdit(field.text, m_ui->fields);
            block->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
            block->setTabChangesFocus(true);
            block->setFixedHeight(editorHeight);
            m_fieldTexts.emplace_back([block] { return block->toPlainText(); });
            editor = block;
        }
        editor->setObjectName(u"field%1"_s.arg(m_fieldTexts.size()));
        editor->setAccessibleName(field.label);
        label->setBuddy(editor);
        m_ui->fieldsLayout->addWidget(editor);
        if (m_fieldTexts.size() == 1)
            editor->setFocus();
    }
    if (fields.isEmpty())
        m_ui->askText->setText(
            tr("This kind of step has nothing to edit; it can only be retried."));
}

void QuestionBar::closeAsk()
{
    m_asking.reset();
    m_fieldTexts.clear();
    for (QWidget *slot : {m_ui->fields, m_ui->confirmSlot}) {
        QList<QWidget *> old = slot->findChildren<QWidget *>(Qt::FindDirectChildrenOnly);
        for (QWidget *widget : std::as_const(old))
            slot->layout()->removeWidget(widget);
        for (QWidget *widget : std::as_const(old))
            widget->setObjectName(QString());
        discard(old);
    }
    m_ui->reasonEdit->clear();
    m_ui->askForm->hide();
    m_ui->offers->show();
}

Answer QuestionBar::answerOf(const ChoiceOffer &offer) const
{
    Answer answer;
    answer.choice = offer.choice;
    answer.option = offer.option;
    answer.by = m_shown->question.kind == Question::Kind::Approval
        ? m_ui->personCombo->currentText()
        : m_controller.operatorName();
    answer.reason = m_ui->reasonEdit->text().trimmed();
    answer.evidence = m_ui->evidenceEdit->text().trimmed();
    for (const QCheckBox *check : m_checks) {
        if (check->isChecked())
            answer.checked << check->text();
    }
    if (offer.choice == Choice::EditAndRetry) {
        QStringList texts;
        for (const auto &text : m_fieldTexts)
            texts << text();
        if (const std::optional<Action> action = shownAction())
            answer.action = EditableAction::withTexts(*action, texts);
    }
    return answer;
}

void QuestionBar::send(const ChoiceOffer &offer)
{
    if (!m_shown)
        return;
    const Result<void> sent = m_controller.answer(*m_shown, answerOf(offer));
    if (sent) {
        m_ui->answerProblem->hide();
        return;
    }
    m_ui->answerProblem->setText(sent.error().message);
    m_ui->answerProblem->show();
}

void QuestionBar::dressTone()
{
    const bool red = m_text.tone == QuestionText::Tone::Red;
    setProperty("tone", red ? u"red"_s : u"amber"_s);
    style()->unpolish(this);
    style()->polish(this);
    const StateLook look = lookOf(red ? StepState::Failed : StepState::Waiting, m_theming.mode());
    m_ui->questionIcon->setPixmap(
        tintedPixmap(look.iconPath, iconSize, look.foreground, devicePixelRatioF()));
    m_ui->questionIcon->setAccessibleName(look.word);
}

} // namespace slipway
