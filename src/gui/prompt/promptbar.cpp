// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/prompt/promptbar.h"

#include "gui/common/theming.h"
#include "gui/prompt/windowprompter.h"
#include "ui_promptbar.h"

#include <QFontDatabase>

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
    m_ui->fingerprintText->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    for (QPushButton *button : {m_ui->acceptButton, m_ui->onceButton, m_ui->refuseButton})
        button->setAutoDefault(false);
    connect(&prompter, &WindowPrompter::changed, this, &PromptBar::refresh);
    connect(&theming, &Theming::changed, this, &PromptBar::refresh);
    connect(m_ui->secretEdit, &QLineEdit::returnPressed, this, &PromptBar::sendSecret);
    connect(m_ui->refuseButton, &QPushButton::clicked, this, [this] { m_prompter.refuse(); });
    connect(m_ui->onceButton, &QPushButton::clicked, this,
            [this] { m_prompter.answerHostKey(HostKeyAnswer::AcceptOnce); });
    connect(m_ui->acceptButton, &QPushButton::clicked, this, [this] {
        if (m_hostKey)
            m_prompter.answerHostKey(HostKeyAnswer::AcceptAndRemember);
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
    const bool isNew = std::exchange(m_shown, number) != number;
    const WindowPrompter::Asked *asked = m_prompter.current();
    setVisible(asked != nullptr);
    if (isNew)
        m_ui->secretEdit->clear();
    if (asked == nullptr)
        return;
    const StateLook look = lookOf(StepState::Waiting, m_theming.mode());
    m_ui->promptIcon->setPixmap(
        tintedPixmap(iconPath(u"lock"_s), iconSize, look.foreground, devicePixelRatioF()));
    const int count = m_prompter.count();
    m_ui->promptCount->setText(count > 1 ? tr("1 of %1").arg(count) : QString());
    m_hostKey = std::holds_alternative<HostKeyQuestion>(*asked);
    if (isNew)
        std::visit([this](const auto &each) { show(each); }, *asked);
}

void PromptBar::show(const SshSecretPrompt &prompt)
{
    m_ui->promptHeadline->setText(prompt.server.isEmpty() ? prompt.account : prompt.server);
    m_ui->promptText->setText(prompt.attempt > 1 ? tr("That was not accepted. %1").arg(prompt.text)
                                                 : prompt.text);
    m_ui->fingerprintText->setVisible(!prompt.account.isEmpty());
    m_ui->fingerprintText->setText(prompt.account);
    m_ui->secretEdit->setVisible(true);
    m_ui->secretEdit->setEchoMode(prompt.echo ? QLineEdit::Normal : QLineEdit::Password);
    m_ui->acceptButton->setText(tr("Send"));
    m_ui->acceptButton->setAccessibleName(tr("Send"));
    m_ui->onceButton->hide();
    m_ui->refuseButton->setText(tr("Do not connect"));
    m_ui->refuseButton->setAccessibleName(tr("Do not connect"));
    m_ui->secretEdit->setFocus();
}

void PromptBar::show(const HostKeyQuestion &question)
{
    m_ui->promptHeadline->setText(tr("Is this really %1?").arg(question.server));
    m_ui->promptText->setText(
        tr("%1 is not known yet. Compare its fingerprint with the one its owner gave you.")
            .arg(question.address));
    m_ui->fingerprintText->setVisible(true);
    m_ui->fingerprintText->setText(tr("%1  %2").arg(question.keyType, question.fingerprint));
    m_ui->secretEdit->setVisible(false);
    m_ui->acceptButton->setText(tr("It is: accept and remember"));
    m_ui->acceptButton->setAccessibleName(m_ui->acceptButton->text());
    m_ui->onceButton->show();
    m_ui->refuseButton->setText(tr("Refuse"));
    m_ui->refuseButton->setAccessibleName(tr("Refuse"));
    m_ui->refuseButton->setFocus();
}

void PromptBar::sendSecret()
{
    QByteArray bytes = m_ui->secretEdit->text().toUtf8();
    auto secret = std::make_shared<Secret>(QByteArrayView(bytes));
    // The field's own copy cannot be wiped, but it need not stay longer than this.
    bytes.fill('\0');
    m_ui->secretEdit->clear();
    m_prompter.answerSecret(std::move(secret));
}

} // namespace slipway
