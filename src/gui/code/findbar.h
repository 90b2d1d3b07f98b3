// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QLabel;
class QLineEdit;
class QPlainTextEdit;

namespace slipway {

class Theming;

/// Ctrl+F in a text: Enter goes on, Shift+Enter back, Escape leaves. Hidden until it is opened.
class FindBar : public QFrame
{
    Q_OBJECT
public:
    FindBar(QPlainTextEdit *edit, Theming &theming, QWidget *parent = nullptr);
    void open();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    enum class Direction { Forward, Backward };
    void find(Direction direction);
    void leave();

    QPlainTextEdit *m_edit;
    QLineEdit *m_text;
    QLabel *m_result;
};

} // namespace slipway
