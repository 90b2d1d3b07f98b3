// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/systemclock.h"
#include "metrics/metricmonitor.h"
#include "workspace/metricdraft.h"

#include <QDialog>

class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;

namespace slipway {

class Theming;
class WorkspaceMetrics;

/// Sets up a metric: begins with a preset, measures at once to show what it gives, and writes it
/// into slipway.yaml, whose other lines stay as they are. Open it with open(); it deletes itself.
class MetricDialog : public QDialog
{
    Q_OBJECT
public:
    /// `metrics` outlives it, or the dialog is closed (done) before.
    MetricDialog(WorkspaceMetrics &metrics, const QString &configPath, Theming &theming,
                 QWidget *parent);
    ~MetricDialog() override;

    MetricDraft draft() const;
    void setDraft(const MetricDraft &draft);

    void done(int result) override;

Q_SIGNALS:
    /// It stands in slipway.yaml now.
    void added(const QString &metric);

private:
    QWidget *makeFields();
    void makeSettings(const QString &kind, const QStringList &first);
    void showUsual(const QStringList &keys);
    void showAll();
    void test();
    void stopTest();
    void showTest();
    void say(const QString &text, bool isWrong);
    void add();

    WorkspaceMetrics &m_metrics;
    QString m_path;
    Theming &m_theming;
    SystemClock m_clock;
    QComboBox *m_preset;
    QLineEdit *m_id;
    QLineEdit *m_name;
    QComboBox *m_unit;
    QLineEdit *m_target;
    QLineEdit *m_window;
    QComboBox *m_kind;
    QFormLayout *m_form = nullptr;
    int m_fixedRows = 0; ///< those below are the source's own
    QList<std::pair<QString, QLineEdit *>> m_fields;
    QPushButton *m_more; ///< shows the settings that are used seldom
    QLabel *m_result;
    QPushButton *m_test;
    QPushButton *m_add;
    std::unique_ptr<MetricMonitor> m_monitor; ///< of the test under way
};

} // namespace slipway
