// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/servers/snippetdialog.h"

#include "theme/statelanguage.h"
#include "ui_snippetdialog.h"

#include <QFile>
#include <QFontDatabase>
#include <QFormLayout>
#include <QLineEdit>
#include <QSaveFile>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {
constexpr qint64 largestFile = 1024 * 1024;
} // namespace

SnippetDialog::SnippetDialog(const Offer &offer, QWidget *parent)
    : QDialog(parent)
    , m_offer(offer)
    , m_ui(std::make_unique<Ui::SnippetDialog>())
{
    setAttribute(Qt::WA_DeleteOnClose);
    setObjectName(u"snippetDialog"_s);
    m_ui->setupUi(this);
    setWindowTitle(tr("Snippets for %1").arg(m_offer.server.toString()));
    const QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    m_ui->snippetPreview->setFont(fixed);
    m_ui->newCommand->setFont(fixed);
    // The list and what is said instead of it take what room there is.
    m_ui->chooseLayout->setStretchFactor(m_ui->snippetList, 1);
    m_ui->chooseLayout->setStretchFactor(m_ui->snippetEmpty, 1);
    m_ui->snippetEmpty->setAlignment(Qt::AlignTop);
    m_ui->newLayout->setStretchFactor(m_ui->newCommand, 1);
    connect(m_ui->snippetFilter, &QLineEdit::textChanged, this, &SnippetDialog::fillList);
    connect(m_ui->snippetList, &QListWidget::currentRowChanged, this, &SnippetDialog::showCurrent);
    connect(m_ui->snippetList, &QListWidget::itemActivated, m_ui->insertButton,
            &QPushButton::click);
    connect(m_ui->snippetFilter, &QLineEdit::returnPressed, m_ui->insertButton,
            &QPushButton::click);
    connect(m_ui->insertButton, &QPushButton::clicked, this, [this] {
        Q_EMIT chosen(m_text);
        accept();
    });
    connect(m_ui->snippetCancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_ui->newButton, &QPushButton::clicked, this, [this] { startNew({}); });
    connect(m_ui->backButton, &QPushButton::clicked, this,
            [this] { m_ui->snippetPages->setCurrentWidget(m_ui->choosePage); });
    connect(m_ui->saveSnippetButton, &QPushButton::clicked, this, &SnippetDialog::save);
    connect(m_ui->editFileButton, &QPushButton::clicked, this, [this] {
        Q_EMIT editRequested();
        reject();
    });
    const auto refreshSave = [this] {
        m_ui->saveSnippetButton->setEnabled(
            !m_ui->newName->text().trimmed().isEmpty()
            && !m_ui->newCommand->toPlainText().trimmed().isEmpty());
    };
    connect(m_ui->newName, &QLineEdit::textChanged, this, refreshSave);
    connect(m_ui->newCommand, &QPlainTextEdit::textChanged, this, refreshSave);
    refreshSave();
    read();
}

SnippetDialog::~SnippetDialog() = default;

void SnippetDialog::read()
{
    QFile file(m_offer.path);
    m_file.clear();
    m_snippets.clear();
    m_ui->snippetProblem->hide();
    if (file.open(QIODevice::ReadOnly)) {
        m_file = file.read(largestFile);
        const SnippetReading reading = readSnippets(m_file);
        m_snippets = reading.snippets;
        if (!reading.diagnostics.isEmpty()) {
            m_ui->snippetProblem->setText(
                formatDiagnostic(u"snippets.yaml"_s, reading.diagnostics.constFirst()));
            m_ui->snippetProblem->show();
        }
    }
    m_ui->editFileButton->setVisible(file.exists());
    fillList();
}

void SnippetDialog::fillList()
{
    const QString text = m_ui->snippetFilter->text();
    m_ui->snippetList->clear();
    for (qsizetype index = 0; index < m_snippets.size(); ++index) {
        const Snippet &snippet = m_snippets.at(index);
        const QString all = snippet.name + u' ' + snippet.about + u' ' + snippet.run;
        if (!all.contains(text, Qt::CaseInsensitive))
            continue;
        auto *item = new QListWidgetItem(snippet.name, m_ui->snippetList);
        item->setData(Qt::UserRole, index);
        item->setToolTip(snippet.about);
    }
    m_ui->snippetList->setCurrentRow(0);
    m_ui->snippetEmpty->setVisible(m_ui->snippetList->count() == 0);
    m_ui->snippetList->setVisible(m_ui->snippetList->count() > 0);
    m_ui->snippetEmpty->setText(
        m_snippets.isEmpty()
            ? tr("There are no snippets yet. A snippet is a command worth keeping; it may hold "
                 "values such as {{ vars.domain }} or {{ server.host }}.")
            : tr("No snippet has this in it."));
    showCurrent();
}

const Snippet *SnippetDialog::current() const
{
    const QListWidgetItem *item = m_ui->snippetList->currentItem();
    return item == nullptr ? nullptr : &m_snippets.at(item->data(Qt::UserRole).toLongLong());
}

void SnippetDialog::showCurrent()
{
    auto *form = qobject_cast<QFormLayout *>(m_ui->answersBox->layout());
    while (form->rowCount() > 0)
        form->removeRow(0);
    m_answers.clear();
    const Snippet *snippet = current();
    m_ui->snippetAbout->setText(snippet != nullptr ? snippet->about : QString());
    m_ui->snippetAbout->setVisible(!m_ui->snippetAbout->text().isEmpty());
    const QStringList questions
        = snippet != nullptr ? questionsOf(*snippet, m_offer.context) : QStringList();
    for (const QString &name : questions) {
        auto *edit = new QLineEdit(m_ui->answersBox);
        edit->setObjectName(u"answer_"_s + name);
        edit->setAccessibleName(name);
        connect(edit, &QLineEdit::textChanged, this, &SnippetDialog::refreshPreview);
        form->addRow(name, edit);
        m_answers.insert(name, edit);
    }
    m_ui->answersBox->setVisible(!m_answers.isEmpty());
    refreshPreview();
}

void SnippetDialog::refreshPreview()
{
    m_text.clear();
    const Snippet *snippet = current();
    if (snippet == nullptr) {
        m_ui->snippetPreview->clear();
        m_ui->insertButton->setEnabled(false);
        return;
    }
    ResolveContext context = m_offer.context;
    bool isComplete = true;
    for (const auto &[name, edit] : m_answers.asKeyValueRange()) {
        isComplete &= !edit->text().isEmpty();
        context.inputs.insert(name, edit->text());
    }
    const Result<QString> text = renderSnippet(*snippet, context, m_offer.server);
    m_ui->snippetPreview->setPlainText(text ? *text : text.error().message);
    m_ui->insertButton->setEnabled(text.has_value() && isComplete);
    if (text)
        m_text = *text;
}

void SnippetDialog::startNew(const QString &text)
{
    m_ui->newCommand->setPlainText(text);
    m_ui->newName->clear();
    m_ui->newAbout->clear();
    m_ui->newProblem->hide();
    m_ui->snippetPages->setCurrentWidget(m_ui->newPage);
    m_ui->newName->setFocus();
}

void SnippetDialog::save()
{
    const Snippet snippet{m_ui->newName->text().trimmed(), m_ui->newCommand->toPlainText(),
                          m_ui->newAbout->text().trimmed()};
    const auto refuse = [this](const QString &why) {
        m_ui->newProblem->setText(why);
        m_ui->newProblem->show();
    };
    // Somebody may have changed it since.
    read();
    const Result<QByteArray> text = withSnippet(m_file, snippet);
    if (!text) {
        refuse(text.error().message);
        return;
    }
    QSaveFile file(m_offer.path);
    if (!file.open(QIODevice::WriteOnly) || file.write(*text) < 0 || !file.commit()) {
        refuse(tr("%1 could not be written: %2.").arg(m_offer.path, file.errorString()));
        return;
    }
    read();
    for (int row = 0; row < m_ui->snippetList->count(); ++row) {
        if (m_ui->snippetList->item(row)->text() == snippet.name)
            m_ui->snippetList->setCurrentRow(row);
    }
    m_ui->snippetPages->setCurrentWidget(m_ui->choosePage);
}

} // namespace slipway
