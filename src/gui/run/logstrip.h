// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/run/ansiparser.h"

#include "run/runevent.h"

#include <QPlainTextEdit>
#include <QTimer>
#include <QToolButton>
#include <QWidget>

#include <map>

class QLabel;

namespace slipway {

class Theming;

/// The last lines that any host printed, under the roadmap: one line, or several when unfolded.
class LogStrip : public QWidget
{
    Q_OBJECT
public:
    enum class Size { Line, Block };

    explicit LogStrip(Theming &theming, QWidget *parent = nullptr);

    void clear();
    void append(const OutputChunk &chunk);
    void setSize(Size size);
    Size size() const { return m_size; }
    QString lastLine() const { return m_lastLine; }
    QSize sizeHint() const override;

Q_SIGNALS:
    void sizeChanged();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void flush();
    void showLine();

    struct HostLine
    {
        AnsiParser parser;
        QString line;
    };

    Theming &m_theming;
    QLabel *m_line;
    QToolButton *m_toggle;
    QPlainTextEdit *m_text;
    std::map<ServerId, HostLine> m_hosts;
    QStringList m_waiting;
    QString m_lastLine;
    QTimer m_frame;
    Size m_size = Size::Line;
};

} // namespace slipway
