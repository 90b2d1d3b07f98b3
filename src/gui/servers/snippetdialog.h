// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "workspace/snippets.h"

#include <QDialog>

#include <memory>

class QLineEdit;

namespace Ui {
class SnippetDialog;
}

namespace slipway {

/// Chooses a snippet for a console, asks for what it needs to know, and shows what it becomes. Open
/// it with open(); it deletes itself.
class SnippetDialog : public QDialog
{
    Q_OBJECT
public:
    struct Offer
    {
        QString path; ///< of snippets.yaml, which need not be there
        ResolveContext context;
        ServerId server;
    };

    SnippetDialog(const Offer &offer, QWidget *parent);
    ~SnippetDialog() override;

    /// Begins a new snippet with this text.
    void startNew(const QString &text);

Q_SIGNALS:
    void chosen(const QString &text);
    void editRequested();

private:
    void read();
    void fillList();
    const Snippet *current() const;
    void showCurrent();
    void refreshPreview();
    void save();

    Offer m_offer;
    std::unique_ptr<Ui::SnippetDialog> m_ui;
    QByteArray m_file;
    QList<Snippet> m_snippets;
    QMap<QString, QLineEdit *> m_answers;
    QString m_text;
};

} // namespace slipway
