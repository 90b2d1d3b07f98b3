// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "terminal/pasteguard.h"

#include <QFrame>

class QLabel;
class QPlainTextEdit;
class QPushButton;

namespace slipway {

/// Asks before a text is pasted that could do more than it seems. Enter never says yes; Escape says
/// no. One question at a time: the next takes the place of the one before.
class PasteBar : public QFrame
{
    Q_OBJECT
public:
    explicit PasteBar(QWidget *parent = nullptr);

    /// `note` says more, such as how many consoles receive it; it may be empty.
    void ask(PasteReport report, const QString &text, const QString &note = {});

Q_SIGNALS:
    void accepted(const QString &text);
    void left(); ///< answered or not: the bar has gone

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void leave();
    QString question(const PasteReport &report) const;

    QLabel *m_question;
    QPlainTextEdit *m_preview;
    QPushButton *m_paste;
    QPushButton *m_oneLine;
    QPushButton *m_cancel;
    QString m_text;
};

} // namespace slipway
