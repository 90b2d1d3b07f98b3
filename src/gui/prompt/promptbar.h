// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QPointer>

#include <memory>

namespace Ui {
class PromptBar;
}

namespace slipway {

class Theming;
class WindowPrompter;
struct AgentUse;
struct AgentWait;
struct HostKeyQuestion;
struct SshSecretPrompt;

/// What a connection asks: a host key, a password, a touch of the security key. In the window,
/// above the question bar; it blocks nothing else. It takes the keys from nobody who types, and
/// gives them back to who had them.
class PromptBar : public QFrame
{
    Q_OBJECT
public:
    PromptBar(WindowPrompter &prompter, Theming &theming, QWidget *parent = nullptr);
    ~PromptBar() override;

private:
    void refresh();
    void show(const SshSecretPrompt &prompt);
    void show(const HostKeyQuestion &question);
    void show(const AgentWait &wait);
    void show(const AgentUse &use);
    void showButtons(const QString &accept, const QString &refuse);
    void sendSecret();
    void takeFocus(QWidget *to);
    void giveFocusBack();

    WindowPrompter &m_prompter;
    Theming &m_theming;
    std::unique_ptr<Ui::PromptBar> m_ui;
    QPointer<QWidget> m_before; ///< had the focus before something in here got it
    int m_shown = 0;            ///< number of the prompt on the screen
    bool m_isNew = false;       ///< it came just now
};

} // namespace slipway
