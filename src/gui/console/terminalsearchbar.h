// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "terminal/terminalsearch.h"

#include <QFrame>

class QBoxLayout;
class QHBoxLayout;
class QLabel;
class QLineEdit;
class QToolButton;

namespace slipway {

class Theming;

/// What to look for in a console: searched while it is typed; Enter goes to the match before, as
/// one comes from the newest line, Shift+Enter to the one after, Escape leaves.
class TerminalSearchBar : public QFrame
{
    Q_OBJECT
public:
    enum class Direction { Older, Newer };
    struct Standing
    {
        qsizetype current = -1; ///< from 0
        qsizetype count = 0;
        bool isComplete = true;
    };

    explicit TerminalSearchBar(Theming &theming, QWidget *parent = nullptr);

    void open();
    /// Puts its buttons below the text where there is no room beside it. Gives the height it needs.
    int fitInto(int width);
    void show(const Standing &standing);

Q_SIGNALS:
    void searched(const slipway::TerminalSearch &search);
    void emptied(); ///< nothing to look for
    void stepped(slipway::TerminalSearchBar::Direction direction);
    void left();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    struct Look
    {
        QString name;
        QString icon;
        QString text;
    };
    QToolButton *addButton(Theming &theming, const Look &look);
    QToolButton *addToggle(const Look &look);
    void search();

    QLineEdit *m_text;
    QLabel *m_result;
    QBoxLayout *m_sides; ///< text and buttons
    QHBoxLayout *m_buttons;
    QToolButton *m_regex;
    QToolButton *m_case;
};

} // namespace slipway
