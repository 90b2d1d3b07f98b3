// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/code/codemark.h"

#include <QPlainTextEdit>

namespace slipway {

/// A text editor for code: line numbers, the line of the caret, marks underlined and told about
/// when pointed at. Marks stay with their text until others are set.
class CodeEdit : public QPlainTextEdit
{
    Q_OBJECT
public:
    explicit CodeEdit(Theming &theming, QWidget *parent = nullptr);

    void setMarks(const QList<CodeMark> &marks);
    /// The marks that touch a position.
    QList<CodeMark> marksAt(int position) const;
    /// Puts the caret to a line and column from 1 and shows it.
    void goTo(int line, int column = 1);
    void goToPosition(int position);

    int gutterWidth() const;
    void paintGutter(QPaintEvent *event);

protected:
    bool event(QEvent *event) override;
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    Theming &theming() const { return m_theming; }
    /// Whether a mark's message may be shown when the pointer is at a position.
    virtual QString tipAt(int position) const;

private:
    struct Placed
    {
        QTextCursor cursor;
        CodeMark mark;
    };
    void layOutGutter();
    void takeFont();
    void showMarks();
    QTextEdit::ExtraSelection underlined(const Placed &placed) const;

    Theming &m_theming;
    QWidget *m_gutter;
    QList<Placed> m_marks;
};

} // namespace slipway
