// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/prompt/promptbar.h"

#include "gui/common/theming.h"
#include "gui/prompt/windowprompter.h"
#include "ssh/hostkeywords.h"
#include "ui_promptbar.h"

#include <QApplication>
#include <QFontDatabase>
#include <QStyle>

#include <utility>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr int iconSize = 20;

} // namespace

PromptBar::PromptBar(WindowPrompter &prompter, Theming &theming, QWidget *parent)
    : QFrame(parent)
    , m_prompter(prompter)
    , m_theming(theming)
    , m_ui(std::make_unique<Ui::PromptBar>())
{
    setObjectName(u"promptBar"_s);
    m_ui->setupUi(this);
    for (QLabel *label : {m_ui->fingerprintText, m_ui->randomartText})
        label->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    for (QPushButton *button : std::initializer_list<QPushButton *>{
             m_ui->acceptButton, m_ui->replaceButton, m_ui->onceButton, m_ui->refuseButton})
        button->setAutoDefault(false);
    m_ui->replaceButton->setAccessibleName(tr("Replace the known key"));
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget *old, const QWidget *now) {
        if (old != nullptr && now != nullptr && isAncestorOf(now) && !isAncestorOf(old))
            m_before = old;
    });
    connect(&prompter, &WindowPrompter::changed, this, &PromptBar::refresh);
    connect(&theming, &Theming::changed, this, &PromptBar::refresh);
    connect(m_ui->secretEdit, &QLineEdit::returnPressed, this, &PromptBar::sendSecret);
    connect(m_ui->refuseButton, &QPushButton::clicked, this, [this] { m_prompter.refuse(); });
    connect(m_ui->onceButton, &QPushButton::clicked, this,
            [this] { m_prompter.answerHostKey(HostKeyAnswer::AcceptOnce); });
    connect(m_ui->replaceButton, &QPushButton::clicked, this,
            [this] { m_prompter.answerHostKey(HostKeyAnswer::Replace); });
    connect(m_ui->acceptButton, &QPushButton::clicked, this, [this] {
        const WindowPrompter::Asked *asked = m_prompter.current();
        if (asked != nullptr && std::holds_alternative<HostKeyQuestion>(*asked))
            m_prompter.answerHostKey(HostKeyAnswer::AcceptAndRemember);
        else if (asked != nullptr && std::holds_alternative<AgentUse>(*asked))
            m_prompter.answerAgentUse(AgentUseAnswer::Allow);
        else
            sendSecret();
    });
    refresh();
}

PromptBar::~PromptBar() = default;

void PromptBar::refresh()
{
    // What is being typed belongs to one prompt, and outlasts the arrival of others.
    const int number = m_prompter.currentNumber();
    m_isNew = std::exchange(m_shown, number) != number;
    const WindowPrompter::Asked *asked = m_prompter.current();
    if (asked == nullptr)
        giveFocusBack();
    setVisible(asked != nullptr);
    if (m_isNew)
        m_ui->secretEdit->clear();
    if (asked == nullptr)
        return;
    const bool isAlarm = std::holds_alternative<HostKeyQuestion>(*asked)
        && std::get<HostKeyQuestion>(*asked).kind == HostKeyQuestion::Kind::Changed;
    const StateLook look
        = lookOf(isAlarm ? StepState::Failed : StepState::Waiting, m_theming.mode());
    m_ui->promptIcon->setPixmap(
        tintedPixmap(iconPath(u"lock"_s), iconSize, look.foreground, devicePixelRatioF()));
    setProperty("tone", isAlarm ? u"red"_s : u"amber"_s);
    style()->unpolish(this);
    style()->polish(this);
    const int count = m_prompter.count();
    m_ui->promptCount->setText(count > 1 ? tr("1 of %1").arg(count) : QString());
    std::visit([this](const auto &each) { show(each); }, *asked);
}

/// Who types a command does not mean it as a password, and their Enter is no answer.
void PromptBar::takeFocus(QWidget *to)
{
    setFocusProxy(to);
    const QWidget *focus = window()->focusWidget();
    const bool isTypedInto = focus != nullptr && !isAncestorOf(focus)
        && focus->testAttribute(Qt::WA_InputMethodEnabled);
    if (!isTypedInto)
        to->setFocus();
}

/// Otherwise it would go to the next button, and a space that is typed would press it.
void PromptBar::giveFocusBack()
{
    const QWidget *focus = window()->focusWidget();
    if (m_before && focus != nullptr && isAncestorOf(focus))
        m_before->setFocus();
    m_before = nullptr;
}

void PromptBar::showButtons(const QString &accept, const QString &refuse)
{
    m_ui->acceptButton->setVisible(!accept.isEmpty());
    m_ui->acceptButton->setText(accept);
    m_ui->acceptButton->setAccessibleName(accept);
    m_ui->refuseButton->setText(refuse);
    m_ui->refuseButton->setAccessibleName(refuse);
}

void PromptBar::show(const SshSecretPrompt &prompt)
{
    m_ui->promptHeadline->setText(prompt.server.isEmpty() ? prompt.account : prompt.server);
    m_ui->promptText->setText(prompt.attempt > 1 ? tr("That was not accepted. %1").arg(prompt.text)
                                                 : prompt.text);
    m_ui->randomartText->hide();
    m_ui->waitingText->hide();
    m_ui->fingerprintText->setVisible(!prompt.account.isEmpty());
    m_ui->fingerprintText->setText(prompt.account);
    m_ui->secretEdit->setVisible(true);
    m_ui->secretEdit->setEchoMode(prompt.echo ? QLineEdit::Normal : QLineEdit::Password);
    m_ui->keepCheck->setVisible(bool(prompt.keep));
    m_ui->onceButton->hide();
    m_ui->replaceButton->hide();
    showButtons(tr("Send"), tr("Do not connect"));
    if (!m_isNew)
        return;
    m_ui->keepCheck->setChecked(false);
    takeFocus(m_ui->secretEdit);
}

void PromptBar::show(const HostKeyQuestion &question)
{
    const bool isChanged = question.kind == HostKeyQuestion::Kind::Changed;
    m_ui->promptHeadline->setText(hostkeywords::headline(question));
    m_ui->promptText->setText(hostkeywords::explanation(question));
    m_ui->fingerprintText->setVisible(true);
    m_ui->fingerprintText->setText(hostkeywords::facts(question));
    m_ui->randomartText->setVisible(!question.randomart.isEmpty());
    m_ui->randomartText->setText(question.randomart);
    const QString waiting = hostkeywords::waiting(question);
    m_ui->waitingText->setVisible(!waiting.isEmpty());
    m_ui->waitingText->setText(waiting);
    m_ui->secretEdit->setVisible(false);
    m_ui->keepCheck->hide();
    m_ui->replaceButton->setVisible(isChanged && question.isKept);
    m_ui->replaceButton->setText(tr("Replace the known key of %1").arg(question.server));
    m_ui->replaceButton->setAccessibleName(m_ui->replaceButton->text());
    m_ui->onceButton->show();
    m_ui->onceButton->setText(isChanged ? tr("Connect this time") : tr("Accept this time"));
    m_ui->onceButton->setAccessibleName(m_ui->onceButton->text());
    if (isChanged)
        showButtons({}, tr("Do not connect"));
    else
        showButtons(question.isKept ? tr("It is: accept and remember") : QString(), tr("Refuse"));
    if (m_isNew)
        takeFocus(m_ui->refuseButton);
}

void PromptBar::show(const AgentWait &wait)
{
    m_ui->promptHeadline->setText(hostkeywords::headline(wait));
    m_ui->promptText->setText(hostkeywords::explanation(wait));
    m_ui->fingerprintText->setVisible(true);
    m_ui->fingerprintText->setText(wait.account);
    for (QWidget *unused :
         std::initializer_list<QWidget *>{m_ui->randomartText, m_ui->waitingText, m_ui->secretEdit,
                                          m_ui->keepCheck, m_ui->onceButton, m_ui->replaceButton})
        unused->hide();
    showButtons({}, tr("Do not wait"));
}

void PromptBar::show(const AgentUse &use)
{
    m_ui->promptHeadline->setText(tr("A program on %1 wants to use your SSH key").arg(use.server));
    m_ui->promptText->setText(
        tr("With it the program can log in to other machines as you. Allow it only if you have "
           "just asked for that, for example with ssh, git or rsync over there."));
    m_ui->fingerprintText->setVisible(true);
    m_ui->fingerprintText->setText(use.key + u'\n' + use.fingerprint);
    for (QWidget *unused :
         std::initializer_list<QWidget *>{m_ui->randomartText, m_ui->waitingText, m_ui->secretEdit,
                                          m_ui->keepCheck, m_ui->onceButton, m_ui->replaceButton})
        unused->hide();
    showButtons(tr("Allow this once"), tr("Refuse"));
    if (m_isNew)
        takeFocus(m_ui->refuseButton);
}

void PromptBar::sendSecret()
{
    QByteArray bytes = m_ui->secretEdit->text().toUtf8();
    auto secret = std::make_shared<Secret>(QByteArrayView(bytes));
    // The field's own copy cannot be wiped, but it need not stay longer than this.
    bytes.fill('\0');
    m_ui->secretEdit->clear();
    const WindowPrompter::Asked *asked = m_prompter.current();
    const auto *prompt = asked != nullptr ? std::get_if<SshSecretPrompt>(asked) : nullptr;
    if (prompt != nullptr && prompt->keep && m_ui->keepCheck->isChecked())
        prompt->keep(*secret);
    m_prompter.answerSecret(std::move(secret));
}

} // namespace slipway
