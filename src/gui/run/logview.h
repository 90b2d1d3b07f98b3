// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/run/ansiparser.h"
#include "gui/run/steplog.h"

#include <QTimer>
#include <QWidget>

#include <map>
#include <memory>

namespace Ui {
class LogView;
}

namespace slipway {

class Theming;

/// What a step printed: a host at a time or all of them, with colours, search, follow, copy, save.
/// New output is painted at most once a frame; the document is bounded.
class LogView : public QWidget
{
    Q_OBJECT
public:
    explicit LogView(QWidget *parent = nullptr);
    ~LogView() override;

    void setTheming(Theming &theming);
    /// Shows another step's log from the start. `title` names the file when it is saved.
    void start(const QString &title, const QList<OutputChunk> &chunks);
    void append(const OutputChunk &chunk);
    void showHost(const ServerId &host);
    void focusSearch();
    QString text() const;

Q_SIGNALS:
    void saveFailed(const QString &message);

private:
    void rebuild();
    void refreshHosts();
    void flush();
    void write(const OutputChunk &chunk);
    void writeSpans(const QList<AnsiSpan> &spans);
    void writeHeading(const OutputChunk &chunk);
    void search(const QString &text);
    void save();
    bool isShown(const OutputChunk &chunk) const;

    struct HostText
    {
        AnsiParser parser;
        int attempt = 0;
        bool undo = false;
    };

    std::unique_ptr<Ui::LogView> m_ui;
    Theming *m_theming = nullptr;
    QString m_title;
    StepLog m_log;
    QList<OutputChunk> m_waiting;
    std::map<ServerId, HostText> m_hosts;
    std::optional<ServerId> m_host; ///< nullopt: all
    std::optional<ServerId> m_lastWritten;
    QTimer m_frame;
};

} // namespace slipway
