// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

#include <functional>
#include <vector>

class QBoxLayout;
class QLabel;

namespace slipway {

class FlowLayout;
class Theming;

/// One line above the room that says something the person should know, with what can be done about
/// it; goes away when closed or answered.
class NoticeBar : public QFrame
{
    Q_OBJECT
public:
    struct Choice
    {
        QString label;
        std::function<void()> act;
    };

    NoticeBar(const QString &name, Theming &theming, QWidget *parent = nullptr);

    void say(const QString &text, const QString &detail, const std::vector<Choice> &choices);
    /// What went well, or is under way: not in the colour of failures.
    void tell(const QString &text);
    QString text() const;

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void arrange();
    void dress(const QString &tone);

    QLabel *m_text;
    QBoxLayout *m_content; ///< text and buttons
    FlowLayout *m_buttons;
};

} // namespace slipway
